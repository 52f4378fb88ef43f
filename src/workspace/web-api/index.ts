import { assistantMethods } from './assistant.ts';
import { authMethods } from './auth.ts';
import { chatMethods } from './chat.ts';
import { conversationMethods } from './conversations.ts';
import { fileMethods } from './files.ts';
import type { ApiMethods } from './method.ts';
import { reactionMethods } from './reactions.ts';
import { streamMethods } from './streams.ts';
import { userMethods } from './users.ts';
import { viewMethods } from './views.ts';

/** Every method the workspace answers; a new group is one line here. */
export const apiMethods: ApiMethods = {
  ...authMethods,
  ...chatMethods,
  ...streamMethods,
  ...conversationMethods,
  ...userMethods,
  ...viewMethods,
  ...reactionMethods,
  ...fileMethods,
  ...assistantMethods,
};
