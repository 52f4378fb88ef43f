/** Elements whose content no reader sees as text. */
export const silentTags = new Set([
  'script',
  'style',
  'template',
  'svg',
  'iframe',
  'object',
  'video',
  'audio',
  'canvas',
  'map',
  'select',
  'datalist',
  'textarea',
  'noembed',
  'noframes',
]);

/** Elements that never have content. */
export const voidTags = new Set(
  'area base basefont br col command embed frame hr img input isindex keygen link meta param source track wbr'.split(
    ' ',
  ),
);
/** Attributes that some part of the extractor reads; the others are not kept. */
export const keptAttributes = new Set(
  'class id style hidden aria-hidden role itemprop itemtype itemscope href hreflang datetime rel name property content type lang xml:lang http-equiv title open data-testid data-component'.split(
    ' ',
  ),
);

const headings = 'h1 h2 h3 h4 h5 h6'.split(' ');
const paragraphEnders =
  'address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form header hgroup hr main menu nav ol p pre section summary table ul'.split(
    ' ',
  );
/** Which open elements the start of a tag ends, for as long as they are the innermost one. */
export const endedBy = new Map<string, Set<string>>([
  ...paragraphEnders.map((tag) => [tag, new Set(['p'])] as [string, Set<string>]),
  ...headings.map((tag) => [tag, new Set(['p', ...headings])] as [string, Set<string>]),
  ['li', new Set(['p', 'li'])],
  ['dt', new Set(['p', 'dt', 'dd'])],
  ['dd', new Set(['p', 'dt', 'dd'])],
  ['tr', new Set(['p', 'td', 'th', 'tr'])],
  ['td', new Set(['p', 'td', 'th'])],
  ['th', new Set(['p', 'td', 'th'])],
  ['tbody', new Set(['p', 'td', 'th', 'tr', 'thead', 'tbody'])],
  ['tfoot', new Set(['p', 'td', 'th', 'tr', 'thead', 'tbody'])],
  ['thead', new Set(['caption', 'colgroup'])],
  ['option', new Set(['option'])],
  ['a', new Set(['a'])],
  ['body', new Set(['head'])],
]);
/** End tags that close nothing beyond the nearest of `barriers`. */
export const weakClosers = new Set([
  'p',
  'li',
  'dt',
  'dd',
  'td',
  'th',
  'tr',
  'a',
  'span',
  'b',
  'i',
  'em',
  'strong',
  'font',
]);
export const barriers = new Set([
  'table',
  'ul',
  'ol',
  'dl',
  'article',
  'section',
  'main',
  'aside',
  'body',
  'blockquote',
]);
