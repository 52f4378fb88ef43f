import OpenAI from 'openai';
import { AppError } from '../../core/errors.ts';
import type { ProviderPlugin } from '../model-provider.ts';
import { boundFetch } from './openai/bound-fetch.ts';
import { askChat } from './openai/chat.ts';
import { createDialect } from './openai/dialect.ts';
import type { OpenaiContext } from './openai/exchange.ts';
import { askResponses } from './openai/responses.ts';

/** OpenAI and every server that speaks its interface. Network retries happen in `openai/exchange.ts` alone; the SDK's are off. */
export const openaiProvider: ProviderPlugin = {
  id: 'openai',
  summary: 'OpenAI or a compatible server: structured outputs, tools, usage.',
  create({ settings, outside, fetch }) {
    const hasServer = settings.apiKey !== null || settings.baseUrl !== null;
    // Every value is given, so that the SDK reads nothing from the environment.
    const client = new OpenAI({
      apiKey: settings.apiKey ?? 'none',
      baseURL: settings.baseUrl ?? 'https://api.openai.com/v1',
      organization: null,
      project: null,
      adminAPIKey: null,
      webhookSecret: null,
      timeout: settings.requestTimeoutMs,
      maxRetries: 0,
      logLevel: 'off',
      fetch: boundFetch(fetch, settings.maxResponseBytes),
      defaultHeaders: settings.apiKey === null ? { Authorization: null } : {},
    });
    const context: OpenaiContext = { client, settings, outside, dialect: createDialect() };
    return {
      usesModel: true,
      async ask(call) {
        if (!hasServer) {
          throw new AppError({
            code: 'model_auth',
            message: 'This profile needs a model, and neither a key nor an address is set.',
            hint: 'Set OPENAI_API_KEY or OPENAI_BASE_URL, or choose the extractive profile.',
          });
        }
        return settings.api === 'responses' ? askResponses(context, call) : askChat(context, call);
      },
    };
  },
};
