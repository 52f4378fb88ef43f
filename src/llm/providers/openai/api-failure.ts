import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';
import { ContentFilterFinishReasonError, LengthFinishReasonError } from 'openai/error';
import { AppError } from '../../../core/errors.ts';
import { filterStop, lengthStop } from './stops.ts';

/**
 * A failed exchange with the server as AppError: model_timeout, model_rate_limited, model_unavailable, model_auth, model_length,
 * model_filtered, model_bad_answer. The server's own words stay in `cause`: they may quote the key or the prompt.
 * @param nowMs for a Retry-After that is a date, milliseconds since the epoch.
 */
export function describeApiFailure(thrown: unknown, nowMs: number): AppError {
  const own = findAppError(thrown);
  if (own) return own;
  // The SDK throws these two where an answer is streamed.
  if (thrown instanceof LengthFinishReasonError) return lengthStop();
  if (thrown instanceof ContentFilterFinishReasonError) return filterStop();
  if (thrown instanceof APIConnectionTimeoutError) {
    return new AppError({
      code: 'model_timeout',
      message: 'The model server did not answer in time.',
      hint: 'Try again in a minute.',
      retryable: true,
      cause: thrown,
    });
  }
  if (thrown instanceof APIError && typeof thrown.status === 'number')
    return describeStatus(thrown, thrown.status, nowMs);
  if (thrown instanceof SyntaxError) {
    return new AppError({
      code: 'model_bad_answer',
      message: 'The model server’s answer is no JSON.',
      hint: 'Check the address of the model server.',
      retryable: true,
      cause: thrown,
    });
  }
  // Refused, reset, cut off in the middle, or a stream that ended early.
  return new AppError({
    code: 'model_unavailable',
    message:
      thrown instanceof APIConnectionError
        ? 'The model server cannot be reached.'
        : 'The connection to the model server broke off.',
    hint: 'Try again in a minute.',
    retryable: true,
    cause: thrown,
  });
}

function describeStatus(error: InstanceType<typeof APIError>, status: number, nowMs: number): AppError {
  const code = typeof error.code === 'string' ? error.code : '';
  const fields = { cause: error };
  if (status === 401 || status === 403) {
    return new AppError({
      ...fields,
      code: 'model_auth',
      message: `The model server refused the key (${status}).`,
      hint: 'An operator must check OPENAI_API_KEY.',
    });
  }
  if (status === 429) {
    const isQuota = /insufficient_quota|billing/.test(code);
    const retryAfterMs = readRetryAfterMs(error.headers, nowMs);
    return new AppError({
      ...fields,
      code: 'model_rate_limited',
      message: isQuota ? 'The account of the model server has no credit left.' : 'The model server is asked too often.',
      hint: isQuota ? 'An operator must look at the account’s billing.' : 'Try again in a minute.',
      retryable: !isQuota,
      ...(retryAfterMs === null ? {} : { retryAfterMs }),
    });
  }
  if (status === 408 || status === 409 || status === 425 || status >= 500) {
    const retryAfterMs = readRetryAfterMs(error.headers, nowMs);
    return new AppError({
      ...fields,
      code: 'model_unavailable',
      message: `The model server has a problem (${status}).`,
      hint: 'Try again in a minute.',
      retryable: true,
      ...(retryAfterMs === null ? {} : { retryAfterMs }),
    });
  }
  if (/context_length|string_above_max|max_tokens/.test(code)) {
    return new AppError({
      ...fields,
      code: 'model_length',
      message: 'The page is too long for this model.',
      hint: 'Choose a model with a larger context.',
    });
  }
  if (/content_(?:filter|policy)/.test(code)) {
    return new AppError({
      ...fields,
      code: 'model_filtered',
      message: 'The model server’s content filter stopped the question.',
      hint: 'Nothing can be done about this page.',
    });
  }
  return new AppError({
    ...fields,
    code: 'model_unavailable',
    message:
      status === 404
        ? 'The model server does not know this model or address (404).'
        : `The model server refused the request (${status}).`,
    hint: 'An operator must check the model name and OPENAI_BASE_URL.',
  });
}

/** `retry-after-ms`, else `Retry-After` in seconds or as a date. */
function readRetryAfterMs(headers: Headers | undefined, nowMs: number): number | null {
  const precise = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  if (Number.isFinite(precise)) return Math.max(0, precise);
  const text = headers?.get('retry-after') ?? '';
  if (/^\d+(?:\.\d+)?$/.test(text.trim())) return Number.parseFloat(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}

function findAppError(thrown: unknown): AppError | null {
  let current = thrown;
  for (let depth = 0; depth < 5 && current instanceof Error; depth += 1) {
    if (current instanceof AppError) return current;
    current = current.cause;
  }
  return null;
}
