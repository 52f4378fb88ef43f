import { AppError } from '../../core/errors.ts';
import type { LangfuseServer } from '../../core/langfuse-server.ts';
import type { Outside } from '../../core/outside.ts';
import { readRemotePrompt } from './read-remote-prompt.ts';
import type { RemoteVersion } from './read-remote-prompt.ts';

export interface AskDeps {
  fetch: typeof globalThis.fetch;
  outside: Pick<Outside, 'clock'>;
  /** For the whole answer, its body included. */
  timeoutMs: number;
}

const maxAnswerBytes = 1_000_000;

/**
 * Asks once for the version that a label in Langfuse points to: no retry, no redirect (the keys would go along), one deadline.
 * @throws AppError `langfuse_timeout`, `langfuse_unreachable`, `langfuse_auth`, `langfuse_no_prompt`, `langfuse_status`,
 * `langfuse_bad_answer`, `prompt_invalid`
 */
export async function askLangfuse(
  { baseUrl, publicKey, secretKey }: LangfuseServer,
  { name, label }: { name: string; label: string },
  { fetch, outside, timeoutMs }: AskDeps,
): Promise<RemoteVersion> {
  const url = `${baseUrl}/api/public/v2/prompts/${encodeURIComponent(name)}?label=${encodeURIComponent(label)}`;
  const timeout = outside.clock.timeout(timeoutMs);
  let body: string;
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      signal: timeout,
      headers: {
        accept: 'application/json',
        authorization: `Basic ${Buffer.from(`${publicKey}:${secretKey}`).toString('base64')}`,
        'user-agent': 'gloss',
      },
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw statusError(response.status, name, label);
    }
    body = await readText(response);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw timeout.aborted
      ? new AppError({
          code: 'langfuse_timeout',
          message: `Langfuse did not answer within ${timeoutMs / 1000} s.`,
          retryable: true,
          cause: error,
        })
      : new AppError({
          code: 'langfuse_unreachable',
          message: 'Langfuse cannot be reached.',
          retryable: true,
          cause: error,
        });
  }
  return readRemotePrompt(name, parseJson(body));
}

async function readText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    parts.push(part);
    length += part.length;
    if (length > maxAnswerBytes) {
      throw new AppError({ code: 'langfuse_bad_answer', message: 'The answer of Langfuse is longer than 1 MB.' });
    }
  }
  return Buffer.concat(parts).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError({ code: 'langfuse_bad_answer', message: 'What Langfuse answered is no JSON.', cause });
  }
}

function statusError(status: number, name: string, label: string): AppError {
  if (status === 401 || status === 403) {
    return new AppError({ code: 'langfuse_auth', message: `Langfuse refused the keys (HTTP ${status}).` });
  }
  if (status === 404) {
    return new AppError({ code: 'langfuse_no_prompt', message: `Langfuse has no ${name} with the label ${label}.` });
  }
  return new AppError({ code: 'langfuse_status', message: `Langfuse answered HTTP ${status}.`, retryable: true });
}
