import { detectCharset } from './detect-charset.ts';

export interface DecodedText {
  text: string;
  /** Name of the encoding that was used, as `TextDecoder` says it. */
  charset: string;
}

/**
 * Turns the bytes of a page into text: byte order mark, then the type header, then a declaration in the first 4 KB, then a guess from
 * the bytes, then UTF-8. Bytes that do not fit become U+FFFD; an unknown name is skipped, so this never throws.
 */
export function decodeText(bytes: Uint8Array, contentType: string | null): DecodedText {
  const label =
    bomCharset(bytes) ?? known(headerCharset(contentType)) ?? known(metaCharset(bytes)) ?? detectCharset(bytes);
  const decoder = new TextDecoder(label);
  return { text: decoder.decode(bytes), charset: decoder.encoding };
}

function bomCharset(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return null;
}

function headerCharset(contentType: string | null): string | null {
  return /;\s*charset\s*=\s*["']?([^\s"';]+)/i.exec(contentType ?? '')?.[1] ?? null;
}

function metaCharset(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096)).toString('latin1');
  const label =
    /<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([^\s"'/>;]+)/i.exec(head)?.[1] ??
    /^\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([^"']+)/i.exec(head)?.[1] ??
    null;
  // A declaration that could be read byte by byte is not UTF-16, whatever it says (HTML standard).
  return label !== null && /^utf-?16/i.test(label) ? 'utf-8' : label;
}

function known(label: string | null): string | null {
  if (label === null) return null;
  try {
    return new TextDecoder(label).encoding;
  } catch (error) {
    if (error instanceof RangeError) return null; // an encoding nobody knows is no reason to fail
    throw error;
  }
}
