import type { HookPlugin } from '../model-hook.ts';
import { budgetHook } from './budget.ts';
import { costHook } from './cost.ts';
import { guardHook } from './guard.ts';
import { logHook } from './log.ts';
import { recordHook } from './record.ts';
import { redactHook } from './redact.ts';
import { traceHook } from './trace.ts';

export const hookPlugins: readonly HookPlugin[] = [
  redactHook,
  budgetHook,
  guardHook,
  costHook,
  traceHook,
  logHook,
  recordHook,
];
