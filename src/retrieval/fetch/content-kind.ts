/** What a fetched body is read as. */
export type ContentKind = 'html' | 'text' | 'markdown' | 'json' | 'feed' | 'pdf';

/** `xml` and `unknown` need a look at the first bytes. */
export type DeclaredKind = ContentKind | 'xml' | 'unknown' | null;

const kindByType: Readonly<Record<string, DeclaredKind>> = {
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/plain': 'text',
  'text/markdown': 'markdown',
  'text/x-markdown': 'markdown',
  'text/x-rst': 'text',
  'text/x-web-markdown': 'markdown',
  'application/json': 'json',
  'text/json': 'json',
  'application/pdf': 'pdf',
  'application/x-pdf': 'pdf',
  'application/rss+xml': 'feed',
  'application/atom+xml': 'feed',
  'application/rdf+xml': 'feed',
  'application/xml': 'xml',
  'text/xml': 'xml',
  'application/octet-stream': 'unknown',
  'binary/octet-stream': 'unknown',
};

/** What the type header claims; null where it is the type of something that is no page. No header is `unknown`. */
export function declaredKind(contentType: string | null): DeclaredKind {
  const essence = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (essence === '') return 'unknown';
  if (Object.hasOwn(kindByType, essence)) return kindByType[essence] ?? null;
  if (/^[a-z]+\/[\w.-]+\+json$/.test(essence)) return 'json';
  return null;
}

/** Beginnings of formats that are no text; what WHATWG's MIME sniffing and common archives list. */
const binaryMagic: readonly string[] = [
  '\x89PNG',
  'GIF8',
  '\xff\xd8\xff',
  'PK\x03\x04',
  'PK\x05\x06',
  '\x1f\x8b',
  '(\xb5/\xfd',
  'BZh',
  '\xfd7zXZ',
  '7z\xbc\xaf',
  'Rar!\x1a',
  'RIFF',
  'OggS',
  'ID3',
  '\x00\x00\x01\x00',
  '\x00\x00\x02\x00',
  '\x1aE\xdf\xa3',
  '\x7fELF',
  'MZ\x90',
  'MZ\x00',
  '\xca\xfe\xba\xbe',
  '\x00asm',
  'wOFF',
  'wOF2',
  'SQLite format 3\x00',
  'II*\x00',
  'MM\x00*',
  '%!PS',
  '\xd0\xcf\x11\xe0',
];

/**
 * Decides by claim and first bytes together; the bytes may refuse a claim but never widen an image's or an archive's.
 * @param head the first bytes of the unpacked body, up to 4 KB
 * @returns null where the body is no page, or not what it claims
 */
export function decideKind(declared: DeclaredKind, head: Uint8Array, path: string): ContentKind | null {
  if (declared === null) return null;
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 1024)).toString('latin1');
  // PDF readers accept junk before the mark, up to 1,024 bytes.
  const isPdf = declared === 'pdf' || declared === 'unknown' ? start.includes('%PDF-') : start.startsWith('%PDF-');
  if (declared === 'pdf') return isPdf ? 'pdf' : null;
  if (isPdf) return declared === 'unknown' ? 'pdf' : null;
  if (looksBinary(start, head)) return null;
  const visible = start.replace(/^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*/, '').toLowerCase();
  const looksLikeHtml = /^<(?:!doctype html|html|head|body|title|meta|script|link|div|p|h1|table|article)[\s/>]/.test(
    visible,
  );
  const looksLikeFeed = /^(?:<\?xml-stylesheet[^>]*>\s*|<!--[\s\S]*?-->\s*)*<(?:rss|feed|rdf:rdf)[\s>]/.test(visible);
  switch (declared) {
    case 'feed':
    case 'xml':
      if (looksLikeFeed) return 'feed';
      return looksLikeHtml || visible.startsWith('<!doctype html') ? 'html' : null;
    case 'unknown':
      if (looksLikeFeed) return 'feed';
      if (looksLikeHtml) return 'html';
      return textKind(path, start);
    case 'text':
      return markdownPath.test(path) ? 'markdown' : 'text';
    case 'html':
    case 'markdown':
    case 'json':
      return declared;
  }
}

const markdownPath = /\.(?:md|markdown|mdown|mkd)$/i;

function textKind(path: string, start: string): ContentKind {
  if (markdownPath.test(path)) return 'markdown';
  return /^\s*[{[]/.test(start) && /\.json$/i.test(path) ? 'json' : 'text';
}

function looksBinary(start: string, head: Uint8Array): boolean {
  if (binaryMagic.some((magic) => start.startsWith(magic)) || start.slice(4, 8) === 'ftyp') return true;
  if (/^(?:\xff\xfe|\xfe\xff)/.test(start)) return false; // UTF-16 is full of zero bytes
  const sample = head.subarray(0, 4096);
  let controls = 0;
  for (const byte of sample) if (byte < 0x09 || (byte > 0x0d && byte < 0x20 && byte !== 0x1b)) controls += 1;
  // UTF-16 without a mark has every other byte zero; it is told apart by what decoding gives.
  return controls > sample.length * 0.02 && !looksLikeUtf16(sample);
}

function looksLikeUtf16(sample: Uint8Array): boolean {
  let even = 0;
  let odd = 0;
  sample.forEach((byte, index) => {
    if (byte === 0) {
      if (index % 2 === 0) even += 1;
      else odd += 1;
    }
  });
  const half = sample.length / 2;
  return (even > half * 0.6 && odd < half * 0.05) || (odd > half * 0.6 && even < half * 0.05);
}
