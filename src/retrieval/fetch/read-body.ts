import { pipeline, type Readable, type Transform } from 'node:stream';
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib';
import { AppError } from '../../core/errors.ts';
import { refused } from './refused.ts';

export type ContentEncoding = 'identity' | 'gzip' | 'deflate' | 'br' | 'zstd';

export interface Body {
  bytes: Uint8Array;
  /** `limit`: more would have come; `short`: the connection or the packed data ended early. */
  cut: 'limit' | 'short' | null;
}

/** @throws AppError `fetch_refused` for more than one encoding, `fetch_wrong_type` for one that nobody can unpack. */
export function parseContentEncoding(header: string | null): ContentEncoding {
  const names = (header ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity');
  if (names.length > 1) throw refused('its answer is packed more than once');
  switch (names[0]) {
    case undefined:
      return 'identity';
    case 'gzip':
    case 'x-gzip':
      return 'gzip';
    case 'deflate':
    case 'br':
    case 'zstd':
      return names[0];
    default:
      throw new AppError({
        code: 'fetch_wrong_type',
        message: 'The site answered in a packing that cannot be read.',
        hint: 'Nothing can be done from here; try another link to the same text.',
      });
  }
}

/**
 * Reads a body while it streams, counting unpacked bytes, and stops at the limit; at no time more than the limit and one chunk is held.
 * @param decide called once with the first bytes (1 KB, or all of a shorter body); it throws, or says how many bytes may come
 * @throws the signal's reason as soon as it fires; AppError `fetch_network` where nothing came before the connection broke
 */
export async function readBody(
  source: Readable,
  encoding: ContentEncoding,
  decide: (head: Uint8Array) => number,
  signal: AbortSignal,
): Promise<Body> {
  const chunks: Buffer[] = [];
  let length = 0;
  let maxBytes: number | null = null;
  const finish = (cut: Body['cut']): Body => ({ bytes: Buffer.concat(chunks), cut });
  // Whoever reads sees the error; without a listener, stopping early would count as an unhandled one.
  source.on('error', () => undefined);
  let unpacked = source;
  try {
    unpacked = await unpack(source, encoding);
    for await (const chunk of unpacked as AsyncIterable<Buffer>) {
      signal.throwIfAborted();
      chunks.push(chunk);
      length += chunk.length;
      if (maxBytes === null && length >= 1024) maxBytes = decide(Buffer.concat(chunks));
      if (maxBytes !== null && length > maxBytes) {
        chunks.push(...chunks.splice(-1).map((last) => last.subarray(0, last.length - (length - (maxBytes ?? 0)))));
        return finish('limit');
      }
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    signal.throwIfAborted();
    if (length === 0) throw brokenOff(error);
    if (maxBytes === null) decide(Buffer.concat(chunks));
    return finish('short');
  } finally {
    unpacked.destroy();
    source.destroy();
  }
  if (maxBytes === null) decide(Buffer.concat(chunks));
  return finish(null);
}

function brokenOff(cause: unknown): AppError {
  return new AppError({
    code: 'fetch_network',
    message: 'The connection broke before anything of the page arrived.',
    hint: 'Try again in a minute.',
    retryable: true,
    cause,
  });
}

async function unpack(source: Readable, encoding: ContentEncoding): Promise<Readable> {
  if (encoding === 'identity') return source;
  const unpacker = encoding === 'deflate' ? await createDeflateReader(source) : createUnpacker(encoding);
  // Errors of either side reach whoever reads the unpacker.
  return pipeline(source, unpacker, () => undefined);
}

function createUnpacker(encoding: 'gzip' | 'br' | 'zstd'): Transform {
  if (encoding === 'gzip') return createGunzip();
  if (encoding === 'br') return createBrotliDecompress();
  // RFC 8878 §3.1.1.1.2: decoders on the web support windows of 8 MB; larger ones are only a way to claim memory.
  return createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: 23 } });
}

/** "deflate" means zlib's format by the standard and raw deflate by some servers; the first two bytes tell them apart. */
async function createDeflateReader(source: Readable): Promise<Transform> {
  await new Promise<void>((resolve, reject) => {
    source.once('readable', resolve).once('end', resolve).once('error', reject);
  });
  const first = source.read(1) as Buffer | null;
  if (first) source.unshift(first);
  return ((first?.[0] ?? 0x78) & 0x0f) === 8 ? createInflate() : createInflateRaw();
}
