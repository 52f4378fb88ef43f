import { type JsonLdFacts, typesOf } from './json-ld.ts';
import { type PageElement, type PageTree, lineBreak } from './page-tree.ts';
import type { PlacedBlock } from './text-blocks.ts';
import { visibilityOf } from './visibility.ts';
import { collapseSpace } from './visible-text.ts';

const maxNameLength = 80;
const metaNames = [
  'author',
  'article:author',
  'dc.creator',
  'dcterms.creator',
  'citation_author',
  'parsely-author',
  'sailthru.author',
  'byl',
  'twitter:data1',
];
const bylineClass = /(?:^|[^a-z])(?:byline|author|authors|writer|posted-?by|creator|username|contributor)(?![a-z])/i;
const notByline = /bio|avatar|comment|related|box|about|image|photo|social|follow|more|links?(?![a-z])/i;

/**
 * Who wrote the page: an explicit visible "By …" under the title, then JSON-LD, meta tags, elements marked as author, and
 * who started a thread; null where nothing says so.
 */
export function findAuthor(
  tree: PageTree,
  blocks: readonly PlacedBlock[],
  jsonLd: JsonLdFacts,
  titleBlock: number,
  siteName: string | null,
): string | null {
  const claimed = jsonLd.main ? namesOf(jsonLd.main['author'] ?? jsonLd.main['creator'], jsonLd, 0) : [];
  if (titleBlock >= 0) {
    for (const block of blocks.slice(titleBlock + 1, titleBlock + 9)) {
      const written = block.text.length < 120 ? explicitByline.exec(block.text) : null;
      const name = written?.[1] === undefined ? null : cleanName(written[1], null);
      if (name !== null && fullName.test(name)) return name;
    }
  }
  const person = cleanName(claimed.slice(0, 3).join(', '), null);
  if (person) return person;
  for (const candidate of candidates(tree, blocks)) {
    const name = cleanName(candidate, siteName);
    if (name) return name;
  }
  return null;
}

const explicitByline = /^(?:(?:written|posted|published|words|story|text|article)\s+)?by[:\s]+(\p{Lu}.{2,70})/iu;
const fullName = /^\p{Lu}[\p{L}.'’-]*(?:\s+[\p{L}.'’&,-]+){1,6}$/u;
const threadStarter =
  /(?:thread starter|topic starter|started by|author:|posted by|asked by|opened by)\s*:?\s*@?([^\s,|·»][^,|·»\n]{1,40})/i;

function* candidates(tree: PageTree, blocks: readonly PlacedBlock[]): Generator<string> {
  for (const key of metaNames) {
    const value = tree.meta.get(key);
    if (value === undefined) continue;
    if (key === 'twitter:data1' && !/written|author|by/i.test(tree.meta.get('twitter:label1') ?? '')) continue;
    yield value;
  }
  const { byAttribute, byClass } = markedNames(tree.root);
  yield* byAttribute;
  const top = blocks.slice(0, 300);
  for (const block of top) {
    const starter = block.text.length < 160 ? threadStarter.exec(block.text)?.[1] : undefined;
    if (starter !== undefined) yield starter;
  }
  yield* byClass;
  for (const block of top) {
    const written = block.text.length < 120 ? explicitByline.exec(block.text)?.[1] : undefined;
    if (written !== undefined && fullName.test(cleanName(written, null) ?? '')) yield written;
  }
}

function namesOf(value: unknown, jsonLd: JsonLdFacts, depth: number): string[] {
  if (depth > 3 || value === null || value === undefined) return [];
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap((item) => namesOf(item, jsonLd, depth + 1));
  if (typeof value !== 'object') return [];
  const node = value as Record<string, unknown>;
  const id = node['@id'];
  if (node['name'] === undefined && typeof id === 'string') {
    const found = jsonLd.byId.get(id);
    if (found && found !== node) return namesOf(found, jsonLd, depth + 1);
  }
  if (typesOf(node).includes('organization')) return [];
  return namesOf(node['name'], jsonLd, depth + 1);
}

/** Text of the elements that are marked as the author, first those marked by attribute, then those by class. */
function markedNames(root: PageElement): { byAttribute: string[]; byClass: string[] } {
  const byAttribute: string[] = [];
  const byClass: string[] = [];
  let budget = 6000;
  const visit = (element: PageElement): void => {
    for (const child of element.children) {
      if (typeof child === 'string') continue;
      budget -= 1;
      if (budget < 0) return;
      const { attributes, tag } = child;
      if (tag === 'nav' || tag === 'footer' || tag === 'form' || visibilityOf(child) === 'hidden') continue;
      const names = `${attributes['class'] ?? ''} ${attributes['data-testid'] ?? ''}`;
      if (attributes['rel'] === 'author' || attributes['itemprop'] === 'author')
        byAttribute.push(attributes['content'] ?? innerText(child));
      else if (bylineClass.test(names) && !notByline.test(names)) {
        const text = innerText(child);
        if (text.length > 1 && text.length < 120) byClass.push(text);
      }
      visit(child);
    }
  };
  visit(root);
  return { byAttribute, byClass };
}

function innerText(element: PageElement): string {
  let text = '';
  const visit = (from: PageElement): void => {
    for (const child of from.children) {
      if (text.length > 400) return;
      if (typeof child === 'string') text += child;
      else if (visibilityOf(child) === 'shown') {
        visit(child);
        if (/^(?:div|p|li|h\d)$/.test(child.tag)) text += lineBreak;
      }
    }
  };
  visit(element);
  return collapseSpace(text);
}

function cleanName(raw: string, siteName: string | null): string | null {
  const decoded = raw
    .slice(0, 400)
    .replaceAll(/&(?:amp|#38);/g, '&')
    .replaceAll(/&(?:#0?39|apos|rsquo);/g, "'");
  let name = collapseSpace(decoded).split('\n')[0] ?? '';
  name = name
    .replace(/^(?:(?:written|posted|published|reviewed|story|article|words|text|photography|edited)\s+)?by[:\s]+/i, '')
    .replace(/^(?:author|autor|von|par|por|text|writer)\s*:\s*/i, '')
    .replace(/\s*(?:[|•·]|\s[–—-]\s|\b(?:on|updated|published|posted|last)\b\s).*$/i, '')
    .replace(/\s*,?\s*(?:\p{L}{3,9}\.?\s+\d{1,2},?\s+\d{4}|\d{1,2}[./ -]\p{L}*[./ -]?\d{2,4}).*$/u, '')
    .trim()
    .replace(/[,;:]$/, '');
  if (name.length < 2 || name.length > maxNameLength || !/\p{L}/u.test(name)) return null;
  if (/^https?:|\.(?:com|org|net)$|@\w+\.\w+|^\/|[<>{}]/i.test(name)) return null;
  if (
    /^(?:admin|administrator|author|editor|staff|guest|unknown|null|undefined|user|webmaster|by|anonymous|comments?|use case|company size|share|follow)$/i.test(
      name,
    )
  )
    return null;
  if (siteName !== null && name.toLowerCase() === siteName.toLowerCase()) return null;
  return name;
}
