import { signBody } from '../../core/body-signature.ts';
import { AppError } from '../../core/errors.ts';
import type { Outside } from '../../core/outside.ts';
import type { PromptChange } from './read-webhook.ts';

export interface NotifyDeps {
  fetch: typeof globalThis.fetch;
  outside: Pick<Outside, 'clock'>;
}

const timeoutMs = 10_000;

/**
 * Tells an address of a change: a POST of JSON, signed where there is a secret. Its answer is not read and redirects are not followed.
 * Not through the guard of retrieval: the address comes from the settings alone, never from a person, a page or the webhook, and is often one
 * inside of the own network.
 * @throws AppError `notify_failed`, which may be tried again where the other side may only be away
 */
export async function notifyUrl(
  { url, secret }: { url: string; secret: string | null },
  change: PromptChange,
  { fetch, outside }: NotifyDeps,
): Promise<void> {
  const { id, ...rest } = change;
  const body = JSON.stringify({ id, type: 'prompt-changed', ...rest });
  const signature = secret === null ? {} : { 'x-gloss-signature': signBody(secret, outside.clock.now(), body) };
  let status: number;
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      signal: outside.clock.timeout(timeoutMs),
      headers: { 'content-type': 'application/json', 'user-agent': 'gloss', ...signature },
      body,
    });
    status = response.status;
    await response.body?.cancel();
  } catch (cause) {
    throw failed('it cannot be reached', true, cause);
  }
  if (status >= 200 && status < 300) return;
  throw failed(`it answered HTTP ${status}`, status >= 500 || status === 408 || status === 429);
}

function failed(reason: string, retryable: boolean, cause?: unknown): AppError {
  return new AppError({
    code: 'notify_failed',
    message: `The address in prompts.langfuse.notifyUrl was not told of a change: ${reason}.`,
    retryable,
    cause,
  });
}
