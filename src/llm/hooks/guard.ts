import { jsonCandidates } from '../json-candidates.ts';
import type { HookPlugin } from '../model-hook.ts';

export const guardHook: HookPlugin = {
  id: 'guard',
  summary:
    'Takes the first JSON object out of an answer that is no valid JSON, mending small slips; never invents content.',
  phases: ['after'],
  create: () => ({
    power: 'repair',
    repair(text, isValid) {
      for (const candidate of jsonCandidates(text)) if (isValid(candidate)) return candidate;
      return null;
    },
  }),
};
