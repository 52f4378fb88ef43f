import type { ProviderPlugin } from '../model-provider.ts';

export const extractiveProvider: ProviderPlugin = {
  id: 'extractive',
  summary: 'Chooses the page’s own strongest sentences; offline, deterministic, free.',
  create: ({ extract }) => ({
    usesModel: false,
    async ask({ request, profile, signal }) {
      const text = await extract(request.task, request.input, signal);
      return { text, model: profile.model, finishReason: 'stop' };
    },
  }),
};
