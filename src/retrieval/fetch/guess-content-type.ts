/**
 * The content type of a saved page that came without one: by its first bytes, HTML where any common tag stands in them, Markdown (which
 * plain text is, too) where none does.
 */
export function guessContentType(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 8192)).toString('latin1');
  if (head.startsWith('%PDF-')) return 'application/pdf';
  if (/^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:rss|feed|rdf:RDF)[\s>]/.test(head)) {
    return 'application/xml';
  }
  if (/^\s*(?:\{\s*"|\[\s*[{"[])/.test(head)) return 'application/json';
  const hasMarkup =
    /<(?:!doctype|html|head|body|title|meta|div|p|article|main|section|table|ul|ol|h[1-6]|span|br)\b[^>]*>/i;
  return hasMarkup.test(head) || head.includes('\0') ? 'text/html' : 'text/markdown';
}
