import type { JsonLdFacts } from './json-ld.ts';
import type { PageElement, PageTree } from './page-tree.ts';
import type { PlacedBlock } from './text-blocks.ts';

const metaNames = [
  'article:published_time',
  'og:article:published_time',
  'article:published',
  'datepublished',
  'publishdate',
  'publish_date',
  'publish-date',
  'pubdate',
  'published_time',
  'dc.date',
  'dc.date.issued',
  'dc.date.created',
  'dcterms.created',
  'dcterms.date',
  'citation_publication_date',
  'citation_date',
  'parsely-pub-date',
  'sailthru.date',
  'article.published',
  'w-published-date',
  'cxenseparse:recs:publishtime',
  'og:published_time',
  'date',
];
const months = 'january february march april may june july august september october november december'.split(' ');
const monthPattern = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?';
const monthFirst = new RegExp(`\\b${monthPattern}\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+((?:19|20)\\d\\d)\\b`, 'i');
const dayFirst = new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?[\\s-]+${monthPattern}[,\\s-]+((?:19|20)\\d\\d)\\b`, 'i');
const numeric = /\b((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})\b/;
const dateClass =
  /(?:^|[^a-z])(?:date|dates|published|pub-?date|posted|time|timestamp|datetime|entry-date|post-date|byline|meta|dateline)(?![a-z])/i;

/** When the page was published, as ISO 8601 date or date-time: JSON-LD, meta tags, `<time>`, then a visible date near the title. */
export function findPublishedAt(
  tree: PageTree,
  blocks: readonly PlacedBlock[],
  jsonLd: JsonLdFacts,
  titleBlock: number,
): string | null {
  for (const candidate of candidates(tree, blocks, jsonLd, titleBlock)) {
    const date = toIsoDate(candidate);
    if (date) return date;
  }
  return null;
}

function* candidates(
  tree: PageTree,
  blocks: readonly PlacedBlock[],
  jsonLd: JsonLdFacts,
  titleBlock: number,
): Generator<string> {
  for (const key of ['datePublished', 'dateCreated', 'uploadDate']) {
    const value = jsonLd.main?.[key];
    if (typeof value === 'string') yield value;
  }
  for (const name of metaNames) {
    const value = tree.meta.get(name);
    if (value !== undefined) yield value;
  }
  const times = listTimes(tree.root);
  const published = times.find((time) => /publish|posted|pubdate|created/i.test(time.names));
  if (published) yield published.datetime;
  const from = titleBlock < 0 ? 0 : Math.max(0, titleBlock - 6);
  const near = blocks.slice(from, from + 22);
  for (const block of near) {
    if (block.text.length > 160) continue;
    const inDate = marksDate(block.element);
    if (
      inDate ||
      /^(?:published|posted|updated|on|by)\b|started by|posted by/i.test(block.text) ||
      block.text.length < 40
    ) {
      if (monthFirst.test(block.text) || dayFirst.test(block.text) || (inDate && numeric.test(block.text)))
        yield block.text;
    }
  }
  const first = times[0];
  if (first && titleBlock >= 0) yield first.datetime;
}

function listTimes(root: PageElement): { datetime: string; names: string }[] {
  const found: { datetime: string; names: string }[] = [];
  const visit = (element: PageElement): void => {
    for (const child of element.children) {
      if (typeof child === 'string' || found.length >= 50) continue;
      const { attributes } = child;
      const datetime =
        attributes['datetime'] ?? (attributes['itemprop'] === 'datePublished' ? attributes['content'] : undefined);
      if (datetime !== undefined && (child.tag === 'time' || attributes['itemprop'] !== undefined))
        found.push({
          datetime,
          names: `${attributes['class'] ?? ''} ${attributes['itemprop'] ?? ''} ${element.attributes['class'] ?? ''}`,
        });
      visit(child);
    }
  };
  visit(root);
  return found;
}

function marksDate(element: PageElement): boolean {
  let level = 0;
  for (let at: PageElement | null = element; at && level < 3; at = at.parent, level += 1) {
    if (at.tag === 'time' || dateClass.test(`${at.attributes['class'] ?? ''} ${at.attributes['itemprop'] ?? ''}`))
      return true;
  }
  return false;
}

/** ISO 8601 from the forms pages write; null where the day is not certain. */
export function toIsoDate(text: string): string | null {
  const iso =
    /^\s*((?:19|20)\d\d)-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?/.exec(text);
  if (iso) {
    const [, year, month, day, time, zone] = iso;
    const date = build(Number(year), Number(month), Number(day));
    if (!date) return null;
    if (time === undefined) return date;
    return `${date}T${time}${zone === undefined ? '' : zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone}`;
  }
  const compact = /^\s*((?:19|20)\d\d)(\d{2})(\d{2})(?:T|\s|$)/.exec(text);
  if (compact) return build(Number(compact[1]), Number(compact[2]), Number(compact[3]));
  const american = monthFirst.exec(text);
  if (american) return build(Number(american[3]), monthNumber(american[1]), Number(american[2]));
  const european = dayFirst.exec(text);
  if (european) return build(Number(european[3]), monthNumber(european[2]), Number(european[1]));
  const plain = numeric.exec(text);
  return plain ? build(Number(plain[1]), Number(plain[2]), Number(plain[3])) : null;
}

function monthNumber(name: string | undefined): number {
  return months.findIndex((month) => month.startsWith((name ?? '?').toLowerCase())) + 1;
}

function build(year: number, month: number, day: number): string | null {
  if (month < 1 || month > 12 || day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
