import type OpenAI from 'openai';
import { APIError } from 'openai';
import type { Outside } from '../../../core/outside.ts';
import type { ProviderCall } from '../../model-provider.ts';
import type { LlmSettings } from '../../settings.ts';
import { describeApiFailure } from './api-failure.ts';
import type { Dialect, Missing } from './dialect.ts';

export interface OpenaiContext {
  client: OpenAI;
  settings: LlmSettings;
  outside: Outside;
  dialect: Dialect;
}

/** One try: sends the request in the form the dialect allows now, telling which droppable things it used. */
type Send<T> = (used: Set<Missing>) => Promise<T>;

/**
 * The one place of network retries: 429, 5xx, timeouts and broken connections are tried again with exponential backoff and jitter, or after
 * what Retry-After says, while the question has retries and time left. A refusal that names something the server does not know is tried once
 * more without it.
 * @throws AppError as `describeApiFailure` says; the signal's reason on abort.
 */
export async function exchange<T>(context: OpenaiContext, call: ProviderCall, send: Send<T>): Promise<T> {
  const { outside, settings, dialect } = context;
  for (let retry = 0; ;) {
    call.signal.throwIfAborted();
    const used = new Set<Missing>();
    call.tally.requestCount += 1;
    try {
      return await send(used);
    } catch (thrown) {
      call.signal.throwIfAborted();
      if (thrown instanceof APIError && typeof thrown.status === 'number') {
        const said = `${thrown.message} ${thrown.param ?? ''}`;
        if (dialect.learn(call.profile.model, thrown.status, said, used)) {
          outside.log.info('model server lacks something, asking without it', {
            model: call.profile.model,
            status: thrown.status,
          });
          continue;
        }
      }
      const failure = describeApiFailure(thrown, outside.clock.now());
      if (!failure.retryable || call.tally.retriesLeft <= 0) throw failure;
      // Half of the wait is jitter, so that many questions do not come back at once.
      const backoffMs = Math.min(settings.retryMaxMs, settings.retryBaseMs * 2 ** retry) * (0.5 + outside.random() / 2);
      const waitMs = failure.retryAfterMs ?? backoffMs;
      if (outside.clock.monotonic() + waitMs >= call.deadlineAt) throw failure;
      call.tally.retriesLeft -= 1;
      retry += 1;
      outside.log.info('model request will be retried', { code: failure.code, waitMs: Math.round(waitMs), retry });
      await outside.clock.sleep(waitMs, call.signal);
    }
  }
}

/** Where a server cannot be held to a schema, it is told. */
export function schemaInWords(name: string, schema: unknown): string {
  return `Answer with one JSON object and nothing else, no code fence. It must follow this JSON schema (${name}): ${JSON.stringify(schema)}`;
}
