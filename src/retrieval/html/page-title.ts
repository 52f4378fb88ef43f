import { comparableWords } from './page-facts.ts';
import type { PageTree } from './page-tree.ts';
import type { PlacedBlock } from './text-blocks.ts';
import { collapseSpace } from './visible-text.ts';

const maxTitleLength = 300;
/** What stands between a title and the name of its site. */
const separator = /\s+[|–—•·»«:¦/⋅∙-]+\s+|\s*[|¦•»]\s*|\s+::\s+/;

/**
 * The title of a page as it stands on the page: the first-level heading that agrees with what the page calls itself
 * (`og:title`, `<title>`), so that neither the site's name nor text that only a `<title>` holds gets in; without such a
 * heading the claimed title, less the site's name.
 */
export function findPageTitle(tree: PageTree, blocks: readonly PlacedBlock[], siteName: string | null, host: string) {
  const documentTitle = clean(tree.documentTitle);
  const openGraph = clean(tree.meta.get('og:title') ?? tree.meta.get('twitter:title') ?? '');
  const siteWords = [siteName ?? '', host.replace(/^www\./, ''), host.split('.').at(-2) ?? '']
    .map((name) => plain(name).replaceAll(' ', ''))
    .filter((name) => name.length > 1);
  // "Chapter - Book" on a page whose first-level heading is "Book": the heading names the site, not the page.
  const tail = plain(documentTitle.split(separator).slice(1).at(-1) ?? '');
  const topHeadings = listHeadings(blocks, 1);
  if (tail !== '' && plain(openGraph) !== tail && topHeadings.some((text) => plain(text) === tail))
    siteWords.push(tail.replaceAll(' ', ''));
  const isSite = (text: string): boolean => siteWords.includes(plain(text).replaceAll(' ', ''));
  const claims = [openGraph, documentTitle].filter((claim) => claim !== '');

  const headings = topHeadings.filter((text) => !isSite(text));
  let best: string | null = null;
  let bestScore = 0;
  for (const [index, heading] of headings.entries()) {
    const score = Math.max(0, ...claims.map((claim) => agreement(heading, claim))) - index * 0.02;
    if (score > bestScore) {
      bestScore = score;
      best = heading;
    }
  }
  if (best !== null && bestScore >= 0.5) return stripSite(best, isSite, [], 0);
  // A lower heading, or another block, that says word for word what the page claims as its title.
  const shortClaim = stripSite(claims[0] ?? '', isSite, claims, 4);
  const repeated = listHeadings(blocks, 2).find((text) => plain(text) === plain(shortClaim));
  if (repeated !== undefined && plain(repeated) !== '') return repeated;
  if (headings.length === 1) return headings[0] ?? null;
  if (claims.length > 0 && shortClaim !== '') return shortClaim;
  return headings[0] ?? listHeadings(blocks, 2)[0] ?? null;
}

/** The claim without the parts that name the site, or, where none does, without a last part of at most `maxTail` words. */
function stripSite(
  claim: string,
  isSite: (text: string) => boolean,
  claims: readonly string[],
  maxTail: number,
): string {
  const parts = claim.split(separator).filter((part) => part.trim() !== '');
  if (parts.length < 2) return claim;
  const other = claims.find((text) => text !== claim && text.length < claim.length && claim.startsWith(text));
  if (other !== undefined) return other;
  let start = 0;
  let end = parts.length;
  while (end - start > 1 && isSite(parts[end - 1] ?? '')) end -= 1;
  while (end - start > 1 && isSite(parts[start] ?? '')) start += 1;
  if (end - start === parts.length) {
    // Nothing names the site: the last part is its name if it is the shorter one.
    const last = comparableWords(parts.at(-1) ?? '').length;
    const rest = comparableWords(parts.slice(0, -1).join(' ')).length;
    if (last <= maxTail && rest >= last) end -= 1;
  }
  const from = claim.indexOf(parts[start] ?? '');
  const lastPart = parts[end - 1] ?? '';
  const until = claim.indexOf(lastPart, from) + lastPart.length;
  return claim.slice(from, until).trim();
}

function listHeadings(blocks: readonly PlacedBlock[], maxLevel: number): string[] {
  const found: string[] = [];
  for (const block of blocks) {
    if (block.headingLevel === 0 || block.headingLevel > maxLevel) continue;
    const text = block.text
      .replaceAll('\n', ' ')
      .replace(/[¶#§]\s*$/, '')
      .trim();
    if (text.length > 0 && text.length <= maxTitleLength) found.push(text);
    if (found.length >= 40) break;
  }
  return found;
}

/** 0 to 1: how far the words of a heading and of a claimed title are the same ones. */
function agreement(heading: string, claim: string): number {
  const own = new Set(comparableWords(heading));
  const other = new Set(comparableWords(claim));
  if (own.size === 0 || other.size === 0) return 0;
  let common = 0;
  for (const word of own) if (other.has(word)) common += 1;
  const whole = plain(claim).includes(plain(heading)) || plain(heading).includes(plain(claim));
  return (whole ? 0.45 : 0) + 0.55 * ((2 * common) / (own.size + other.size));
}

function plain(text: string): string {
  return comparableWords(text).join(' ');
}

function clean(text: string): string {
  return collapseSpace(text).replaceAll('\n', ' ').slice(0, maxTitleLength);
}
