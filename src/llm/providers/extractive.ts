import { AppError } from '../../core/errors.ts';
import type { ComposeReplyInput, ExtractFactsInput } from '../../core/stages.ts';
import { composeReply } from '../extractive/compose-reply.ts';
import { extractFacts } from '../extractive/extract-facts.ts';
import type { ProviderPlugin } from '../model-provider.ts';

/** Tasks that can be done without a model; each works on the request's input, never on the rendered prompt. */
const tasks: Readonly<Record<string, (input: unknown) => unknown>> = {
  'extract-facts': (input) => extractFacts(input as ExtractFactsInput),
  'compose-reply': (input) => composeReply(input as ComposeReplyInput),
};

export const extractiveProvider: ProviderPlugin = {
  id: 'extractive',
  summary: 'Chooses the page’s own strongest sentences; offline, deterministic, free.',
  create: () => ({
    usesModel: false,
    async ask({ request, profile }) {
      const work = tasks[request.task];
      if (!work) {
        throw new AppError({
          code: 'model_unavailable',
          message: 'This needs a model, and none is configured.',
          hint: 'Set OPENAI_API_KEY, or OPENAI_BASE_URL for a compatible server.',
        });
      }
      return { text: JSON.stringify(work(request.input)), model: profile.model, finishReason: 'stop' };
    },
  }),
};
