import type { HookPlugin } from '../model-hook.ts';

export const redactHook: HookPlugin = {
  id: 'redact',
  summary: 'Masks keys, tokens, e-mail addresses, phone and card numbers in what is sent to a model.',
  phases: ['before'],
  create: ({ redact }) => ({
    power: 'rewrite',
    rewrite: (call) => call.messages.map(({ role, content }) => ({ role, content: redact(content) })),
  }),
};
