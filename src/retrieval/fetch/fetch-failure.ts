import { AppError } from '../../core/errors.ts';
import type { Outside } from '../../core/outside.ts';
import type { FetchSettings } from '../settings.ts';
import type { Answer } from './read-answer.ts';

const retryableStatuses = new Set([408, 425, 429, 500, 502, 503, 504]);

/** An answer that is no page, as an error with code `fetch_status`. */
export function statusFailure(answer: Answer, outside: Outside): AppError {
  const { status } = answer;
  const retryAfterMs = parseRetryAfter(answer.retryAfter, outside.clock.now());
  return new AppError({
    code: 'fetch_status',
    ...describeStatus(status),
    retryable: retryableStatuses.has(status),
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  });
}

function describeStatus(status: number): { message: string; hint: string } {
  if (status === 404 || status === 410) {
    return { message: `The site says that this page does not exist (${status}).`, hint: 'Check the link.' };
  }
  if (status === 401 || status === 402 || status === 403 || status === 407 || status === 451) {
    return {
      message: `The site does not let Gloss read this page (${status}).`,
      hint: 'It may need a login or refuse automatic readers; paste the text into the thread, or share an open link.',
    };
  }
  if (status === 429) return { message: 'The site asks to slow down (429).', hint: 'Try again later.' };
  if (status >= 500) return { message: `The site has a problem of its own (${status}).`, hint: 'Try again later.' };
  return { message: `The site answered without a page (${status}).`, hint: 'Check the link in a browser.' };
}

/** RFC 9110 §10.2.3: seconds, or a date. Never longer than a day. */
function parseRetryAfter(header: string | null, now: number): number | null {
  if (header === null) return null;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 86_400_000) : null;
}

/** The error's code; undici's parser errors have none, but a name. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** Node's and undici's error codes, by what they mean for the person. */
const networkFailures: readonly { codes: RegExp; message: string; hint: string; retryable: boolean }[] = [
  {
    codes: /^(?:ENOTFOUND|ENODATA)$/,
    message: 'The host of this link does not exist.',
    hint: 'Check the spelling of the link.',
    retryable: false,
  },
  {
    codes: /^(?:CERT_|ERR_TLS_CERT|ERR_SSL|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO)/,
    message: 'The site has no valid certificate.',
    hint: 'Nothing can be done from here; the site has to repair it.',
    retryable: false,
  },
  {
    codes: /^(?:HPE_|UND_ERR_RESPONSE|HTTPParserError|UND_ERR_INVALID)/,
    message: 'The site’s answer is not valid HTTP.',
    hint: 'Nothing can be done from here; try another link to the same text.',
    retryable: false,
  },
  { codes: /./, message: 'The site could not be reached.', hint: 'Try again in a minute.', retryable: true },
];

/**
 * Anything that went wrong during a fetch, as the AppError that callers know.
 * @param isOverdue the deadline of the whole fetch has passed
 */
export function failureOf(error: unknown, isOverdue: boolean, settings: FetchSettings): AppError {
  if (error instanceof AppError) return error;
  const isTimeout = error instanceof Error && error.name === 'TimeoutError';
  if (isOverdue || isTimeout) {
    return new AppError({
      code: 'fetch_timeout',
      message: isOverdue
        ? `The site took longer than ${settings.totalTimeoutMs / 1000} seconds.`
        : 'The site did not answer in time.',
      hint: 'Try again later.',
      retryable: true,
      cause: error,
    });
  }
  const code = codeOf(error);
  if (code === 'UND_ERR_HEADERS_OVERFLOW') {
    return new AppError({
      code: 'fetch_too_large',
      message: 'The headers of the site’s answer are too large.',
      hint: 'Nothing can be done from here; try another link to the same text.',
      cause: error,
    });
  }
  const known = networkFailures.find((failure) => failure.codes.test(code));
  const { message, hint, retryable } = known ?? {
    message: 'The site could not be read.',
    hint: 'Try again in a minute.',
    retryable: true,
  };
  return new AppError({ code: 'fetch_network', message, hint, retryable, cause: error });
}
