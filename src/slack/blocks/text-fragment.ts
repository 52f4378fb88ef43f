/** Words at either end of a long quote that are enough for a browser to find it. */
const edgeWords = 6;

/**
 * The page's address with a directive that makes a browser scroll to the quote and mark it (WICG "scroll to text fragment").
 * @param quote text as it stands on the page; only its first and last words are used where it is long
 */
export function textFragment(pageUrl: string, quote: string): string {
  const words = quote.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return pageUrl;
  const whole = words.length <= 2 * edgeWords;
  const start = encode(words.slice(0, whole ? words.length : edgeWords).join(' '));
  const directive = whole ? start : `${start},${encode(words.slice(-edgeWords).join(' '))}`;
  // A client-side route keeps its place: the directive follows it.
  return `${pageUrl}${pageUrl.includes('#') ? '' : '#'}:~:text=${directive}`;
}

/** `-`, `,` and `&` divide a directive, and encodeURIComponent leaves the first alone. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll('-', '%2D');
}
