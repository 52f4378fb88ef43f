import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { Outside } from '../core/outside.ts';
import type { Destination } from './read-destinations.ts';
import { redactText } from './redact.ts';
import { startDeadline } from '../core/start-deadline.ts';

export type SendResult =
  /** Taken, but for `rejected` spans that the destination will never take. */
  | { kind: 'accepted'; rejected: number; message: string | null }
  /** These spans will never be taken. */
  | { kind: 'refused'; message: string }
  /** The destination is not there or not ready; the same spans may be taken later. */
  | {
      kind: 'unavailable';
      message: string;
      retryAfterMs: number | null;
      /** Worth a second try within seconds; false where somebody must first change something. */
      isPassing: boolean;
      /** It is there but failed inside, so these spans themselves may be what it stumbles over. */
      hasStumbled: boolean;
    };

export interface SendDeps {
  fetch: typeof globalThis.fetch;
  timeoutMs: number;
  outside: Pick<Outside, 'clock'>;
}

const zip = promisify(gzip);
const maxAnswerBytes = 64_000;
/** Wrong key, address or method, or a server that has no such thing: an operator's matter, not the spans'. */
const settingStatuses: ReadonlySet<number> = new Set([401, 403, 404, 405, 407, 501]);
/** Too slow or too much at once: the only answers below 500 that ask for a second try. */
const passingStatuses: ReadonlySet<number> = new Set([408, 429]);

/**
 * One request, never thrown. Redirects are not followed: the headers hold credentials.
 *
 * @param signal gives the request up
 */
export async function sendSpans(
  destination: Destination,
  body: Uint8Array,
  deps: SendDeps,
  signal: AbortSignal,
): Promise<SendResult> {
  let isLate = false;
  try {
    const isZipped = destination.compression === 'gzip';
    const content = new Uint8Array(isZipped ? await zip(body) : body);
    using deadline = startDeadline(deps.outside.clock, signal, deps.timeoutMs);
    deadline.signal.addEventListener('abort', () => (isLate = deadline.isOver), { once: true });
    const response = await deps.fetch(destination.url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'user-agent': 'gloss',
        ...destination.headers,
        'content-type': 'application/x-protobuf',
        ...(isZipped ? { 'content-encoding': 'gzip' } : {}),
      },
      body: content,
      signal: deadline.signal,
    });
    const answer = await readSome(response);
    return judge(response, answer, destination, deps.outside.clock.now());
  } catch (error) {
    const message = isLate ? `no answer within ${deps.timeoutMs / 1000} s` : explain(error);
    return { kind: 'unavailable', message, retryAfterMs: null, isPassing: true, hasStumbled: false };
  }
}

async function readSome(response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    parts.push(part);
    length += part.length;
    if (length > maxAnswerBytes) break;
  }
  return Buffer.concat(parts).subarray(0, maxAnswerBytes);
}

function judge(response: Response, answer: Uint8Array, destination: Destination, now: number): SendResult {
  const { status } = response;
  if (status >= 200 && status < 300) return { kind: 'accepted', ...partialSuccess(response, answer, destination) };
  const text = plainText(response, answer, destination);
  const message = `HTTP ${status}${text === '' ? '' : `: ${text}`}`;
  const isPassing = passingStatuses.has(status) || (status >= 500 && status !== 501);
  if (isPassing || settingStatuses.has(status) || status < 400) {
    const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), now);
    return { kind: 'unavailable', message, retryAfterMs, isPassing, hasStumbled: status === 500 };
  }
  return { kind: 'refused', message };
}

function partialSuccess(
  response: Response,
  answer: Uint8Array,
  destination: Destination,
): { rejected: number; message: string | null } {
  const partial = readPartialSuccess(response, answer);
  const rejected = Math.max(0, Math.trunc(Number(partial?.rejectedSpans ?? 0)) || 0);
  const said = partial?.errorMessage ?? '';
  return { rejected, message: said === '' ? null : clean(said, destination) };
}

function readPartialSuccess(
  response: Response,
  answer: Uint8Array,
): { rejectedSpans?: number | string; errorMessage?: string } | undefined {
  try {
    // Some servers answer JSON, and some of these call it protobuf.
    const isJson = /json/i.test(response.headers.get('content-type') ?? '') || answer[0] === 0x7b;
    if (!isJson) return ProtobufTraceSerializer.deserializeResponse(answer).partialSuccess;
    const parsed: unknown = JSON.parse(Buffer.from(answer).toString('utf8'));
    return (parsed as { partialSuccess?: { rejectedSpans?: number | string; errorMessage?: string } }).partialSuccess;
  } catch {
    // Taken is taken: an answer that cannot be read rejects nothing.
    return undefined;
  }
}

function plainText(response: Response, answer: Uint8Array, destination: Destination): string {
  const isText = /json|text\/plain/i.test(response.headers.get('content-type') ?? '');
  return isText ? clean(Buffer.from(answer).toString('utf8'), destination) : '';
}

/** What a server says may repeat our credentials or our spans. */
function clean(text: string, destination: Destination): string {
  let result = text;
  for (const value of Object.values(destination.headers)) {
    for (const secret of [value, value.split(' ').at(-1) ?? '']) {
      if (secret.length >= 6) result = result.replaceAll(secret, '[secret]');
    }
  }
  return redactText(result.replace(/[\s\p{Cc}]+/gu, ' ').trim()).slice(0, 200);
}

function explain(error: unknown): string {
  const causes = [error, error instanceof Error ? error.cause : null];
  for (const cause of causes) {
    if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string')
      return `not reached (${cause.code})`;
  }
  return 'not reached';
}

/** Seconds or a date (RFC 9110, section 10.2.3), as milliseconds from `now`; null where it is neither. */
function parseRetryAfter(text: string | null, now: number): number | null {
  if (text === null) return null;
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
