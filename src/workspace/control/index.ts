import type { ControlCalls } from '../control-api.ts';
import { conversationCalls } from './conversation-calls.ts';
import type { ControlGroup } from './control-call.ts';
import { interactionCalls } from './interaction-calls.ts';
import { testCalls } from './test-calls.ts';
import { workspaceCalls } from './workspace-calls.ts';

/** Every call of the control API; a new group is one line here. */
export const controlCalls: ControlGroup<keyof ControlCalls> = {
  ...workspaceCalls,
  ...conversationCalls,
  ...interactionCalls,
  ...testCalls,
};
