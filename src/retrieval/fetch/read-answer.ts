import type { Dispatcher } from 'undici';
import { AppError } from '../../core/errors.ts';
import type { FetchSettings } from '../settings.ts';
import type { CheckedUrl } from './check-url.ts';
import { declaredKind, decideKind, type ContentKind } from './content-kind.ts';
import { decodeText } from './decode-text.ts';
import { parseContentEncoding, readBody } from './read-body.ts';
import type { FetchedPage } from './fetched-page.ts';

/** One server's answer: a page, or the status and headers that say what else it is. */
export interface Answer {
  status: number;
  /** The redirect's target; null where there is none, or more than one. */
  location: string | null;
  retryAfter: string | null;
  page: Omit<FetchedPage, 'url' | 'finalUrl'> | null;
}

/**
 * Reads a 2xx answer within the limits; of any other only the headers.
 * @param kinds what the caller can read; null for everything
 * @throws AppError fetch_wrong_type, fetch_too_large, fetch_refused, fetch_network; the signal's reason
 */
export async function readAnswer(
  response: Dispatcher.ResponseData,
  target: CheckedUrl,
  kinds: readonly ContentKind[] | null,
  settings: FetchSettings,
  signal: AbortSignal,
): Promise<Answer> {
  const { statusCode, headers, body } = response;
  const header = (name: string): string | null => {
    const value = headers[name];
    return typeof value === 'string' ? value : null;
  };
  const answer: Answer = {
    status: statusCode,
    location: header('location'),
    retryAfter: header('retry-after'),
    page: null,
  };
  if (statusCode < 200 || statusCode > 299) {
    body.on('error', () => undefined).destroy(); // nobody reads it, so nobody needs its error
    return answer;
  }
  const contentType = header('content-type');
  const declared = declaredKind(contentType);
  if (declared === null) throw wrongType('It is not a page, a text or a PDF.');
  const packed = headers['content-encoding'];
  const encoding = parseContentEncoding(Array.isArray(packed) ? packed.join(',') : (packed ?? null));
  if (declared === 'pdf' && encoding === 'identity' && Number(header('content-length')) > settings.maxPdfBytes) {
    throw tooLarge(settings.maxPdfBytes);
  }
  let kind: ContentKind | null = null;
  const read = await readBody(
    body,
    encoding,
    (head) => {
      kind = decideKind(declared, head, target.url.pathname);
      if (kind === null) throw wrongType('Its content is not what it claims to be.');
      if (kinds && !kinds.includes(kind)) throw wrongType('Its content is of another kind than expected.');
      return kind === 'pdf' ? settings.maxPdfBytes : settings.maxPageBytes;
    },
    signal,
  );
  if (kind === null) throw wrongType('Its content is not what it claims to be.');
  return { ...answer, page: toPage(kind, contentType, read, settings) };
}

/** The same judgement on bytes that are at hand. @throws AppError fetch_wrong_type, fetch_too_large */
export function readGiven(
  bytes: Uint8Array,
  contentType: string,
  path: string,
  kinds: readonly ContentKind[] | null,
  settings: FetchSettings,
): NonNullable<Answer['page']> {
  const kind = decideKind(declaredKind(contentType), bytes.subarray(0, 4096), path);
  if (kind === null || (kinds && !kinds.includes(kind))) throw wrongType('Its content is not what it claims to be.');
  const maxBytes = kind === 'pdf' ? settings.maxPdfBytes : settings.maxPageBytes;
  const cut = bytes.length > maxBytes ? 'limit' : null;
  return toPage(kind, contentType, { bytes: bytes.subarray(0, maxBytes), cut }, settings);
}

function toPage(
  kind: ContentKind,
  contentType: string | null,
  { bytes, cut }: Pick<FetchedPage, 'bytes' | 'cut'>,
  settings: FetchSettings,
): NonNullable<Answer['page']> {
  if (kind === 'pdf') {
    if (cut === 'limit') throw tooLarge(settings.maxPdfBytes);
    return { kind, contentType, bytes, cut, text: '', charset: null };
  }
  const { text, charset } = decodeText(bytes, contentType);
  if (isMostlyNoise(text)) throw wrongType('Its content is not text.');
  return { kind, contentType, bytes, cut, text, charset };
}

/** Text that is mostly not text is no page, whatever its header says. */
function isMostlyNoise(text: string): boolean {
  const sample = text.slice(0, 20_000);
  // oxlint-disable-next-line no-control-regex -- control characters are what is counted
  const noise = sample.match(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/g)?.length ?? 0;
  return noise > 20 && noise > sample.length * 0.1;
}

function wrongType(what: string): AppError {
  return new AppError({
    code: 'fetch_wrong_type',
    message: `This link cannot be read. ${what}`,
    hint: 'Gloss reads HTML, plain text, Markdown, JSON, feeds and PDF.',
  });
}

function tooLarge(maxBytes: number): AppError {
  return new AppError({
    code: 'fetch_too_large',
    message: `The PDF is larger than ${Math.round(maxBytes / 1_000_000)} MB.`,
    hint: 'Share a smaller file or a page about it.',
  });
}
