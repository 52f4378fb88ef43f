import { blockClassifier } from './block-classifier.ts';
import { chooseContent } from './choose-content.ts';
import type { ExtractedPage, TextBlock } from './extracted-page.ts';
import { findAuthor } from './page-author.ts';
import { type PageFacts, gatherPageFacts } from './page-facts.ts';
import { findPageLanguage } from './page-language.ts';
import { findPageTitle } from './page-title.ts';
import { type PageTree, parsePageTree } from './page-tree.ts';
import { findPublishedAt } from './published-at.ts';
import { listTextBlocks } from './text-blocks.ts';
import { collapseSpace } from './visible-text.ts';

const maxLinks = 50;
const maxLinkTextLength = 300;

/** Everything about a page that comes before the classifier: shared with its training. */
export function readPage(html: string, url: string) {
  const tree = parsePageTree(html);
  const { blocks, hiddenTextLength, cut } = listTextBlocks(tree);
  tree.cut ||= cut;
  const language = findPageLanguage(tree, blocks);
  return { tree, hiddenTextLength, language, facts: gatherPageFacts(tree, blocks, url, language) };
}

/**
 * Reads a page: main content, title and other metadata, and every visible block with its probability of being content.
 * Never throws on what a page says; a page without visible text gives no blocks.
 * @param html at most `maxHtmlLength` characters of it are read.
 * @param url address of the page, for relative links.
 */
export function extractPage(html: string, url: string): ExtractedPage {
  const { tree, hiddenTextLength, language, facts } = readPage(html, url);
  const { blocks } = facts;
  const probabilities = blocks.length > 0 ? blockClassifier()(facts) : [];
  const kept = chooseContent(facts, probabilities, html);
  // A page with text is never empty: what has no words at all, such as a line of symbols, is still what the page says.
  if (!kept.includes(true)) kept.fill(true);
  const textBlocks = toTextBlocks(facts, probabilities, kept);
  const base = resolve(tree.baseHref ?? '', url) ?? url;
  const siteName = shortText(tree.meta.get('og:site_name') ?? tree.meta.get('application-name'));
  return {
    title: findPageTitle(tree, blocks, siteName, facts.url?.hostname ?? ''),
    author: findAuthor(tree, blocks, facts.jsonLd, facts.titleBlock, siteName),
    publishedAt: findPublishedAt(tree, blocks, facts.jsonLd, facts.titleBlock),
    language,
    canonicalUrl: findCanonicalUrl(tree, base),
    siteName,
    blocks: textBlocks,
    text: textBlocks
      .filter((block) => block.kept)
      .map((block) => block.text)
      .join('\n\n'),
    links: listLinks(facts, kept, base),
    hasPasswordField: tree.hasPasswordField,
    hiddenTextLength,
    cut: tree.cut,
  };
}

function toTextBlocks(facts: PageFacts, probabilities: readonly number[], kept: readonly boolean[]) {
  const path: { level: number; text: string }[] = [];
  return facts.blocks.map((block, position): TextBlock => {
    // The page's own title heads everything below it, even where it is not part of the text.
    const isHeading = block.headingLevel > 0 && (kept[position] === true || position === facts.titleBlock);
    if (isHeading) while ((path.at(-1)?.level ?? 0) >= block.headingLevel) path.pop();
    const headingPath = path.map((heading) => heading.text);
    if (isHeading) path.push({ level: block.headingLevel, text: block.text });
    const probability = probabilities[position] ?? 0;
    return { position, text: block.text, kind: block.kind, headingPath, probability, kept: kept[position] ?? false };
  });
}

function listLinks(facts: PageFacts, kept: readonly boolean[], base: string): ExtractedPage['links'] {
  const found = new Map<string, string>();
  for (const [index, block] of facts.blocks.entries()) {
    if (!kept[index]) continue;
    for (const link of block.links) {
      if (found.size >= maxLinks) break;
      const url = resolve(link.href, base);
      if (url !== null && !found.has(url)) found.set(url, link.text.slice(0, maxLinkTextLength));
    }
  }
  return [...found].map(([url, text]) => ({ url, text }));
}

function findCanonicalUrl(tree: PageTree, base: string): string | null {
  const link = tree.links.find(({ rel }) => rel.split(/\s+/).includes('canonical'));
  return resolve(link?.href ?? tree.meta.get('og:url') ?? '', base);
}

/** Absolute http(s) address, or null. */
function resolve(href: string, base: string): string | null {
  if (href.trim() === '' || !URL.canParse(href, base)) return null;
  const url = new URL(href, base);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
}

function shortText(text: string | undefined): string | null {
  const short = collapseSpace(text ?? '').slice(0, 200);
  return short === '' ? null : short;
}
