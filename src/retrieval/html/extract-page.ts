import type { ExtractedPage, TextBlock } from './extracted-page.ts';
import { parsePageTree } from './page-tree.ts';
import { type PlacedBlock, listTextBlocks } from './text-blocks.ts';

const furniture =
  /comment|nav|menu|footer|header|sidebar|related|share|social|promo|advert|newsletter|subscribe|breadcrumb|cookie|consent|modal|popup|widget/i;

/**
 * Reads a page: main content, title and other metadata, every visible block with its probability.
 * @param url address of the page, for relative links.
 */
export function extractPage(html: string, url: string): ExtractedPage {
  const tree = parsePageTree(html);
  const { blocks, hiddenTextLength } = listTextBlocks(tree);
  const probabilities = blocks.map(guess);
  const kept = blocks.map((_, index) => (probabilities[index] ?? 0) >= 0.5);
  if (!kept.includes(true)) kept.fill(true);
  const path: { level: number; text: string }[] = [];
  const textBlocks: TextBlock[] = blocks.map((block, position) => {
    const headingPath = path.map((heading) => heading.text);
    if (block.headingLevel > 0 && kept[position]) {
      while ((path.at(-1)?.level ?? 0) >= block.headingLevel) path.pop();
      headingPath.length = path.length;
      path.push({ level: block.headingLevel, text: block.text });
    }
    return {
      position,
      text: block.text,
      kind: block.kind,
      headingPath,
      probability: probabilities[position] ?? 0,
      kept: kept[position] ?? false,
    };
  });
  return {
    title: tree.meta.get('og:title') ?? (tree.documentTitle.trim() || null),
    author: tree.meta.get('author') ?? null,
    publishedAt: tree.meta.get('article:published_time') ?? null,
    language: tree.html?.attributes['lang']?.slice(0, 2).toLowerCase() ?? 'und',
    canonicalUrl: tree.links.find((link) => link.rel === 'canonical')?.href ?? null,
    siteName: tree.meta.get('og:site_name') ?? null,
    blocks: textBlocks,
    text: textBlocks
      .filter((block) => block.kept)
      .map((block) => block.text)
      .join('\n\n'),
    links: listLinks(blocks, kept, url),
    hasPasswordField: tree.hasPasswordField,
    hiddenTextLength,
    cut: tree.cut,
  };
}

function guess(block: PlacedBlock): number {
  let score = Math.min(1, block.text.length / 120) - (2 * block.linkLength) / Math.max(1, block.text.length);
  for (let at: PlacedBlock['element'] | null = block.element; at; at = at.parent) {
    if (/^(?:nav|footer|aside|form|button)$/.test(at.tag)) score -= 1;
    if (/^(?:article|main)$/.test(at.tag)) score += 0.4;
    if (furniture.test(`${at.attributes['class'] ?? ''} ${at.attributes['id'] ?? ''}`)) score -= 0.3;
  }
  return Math.max(0, Math.min(1, score));
}

function listLinks(blocks: readonly PlacedBlock[], kept: readonly boolean[], base: string): ExtractedPage['links'] {
  const found = new Map<string, string>();
  for (const [index, block] of blocks.entries()) {
    if (!kept[index]) continue;
    for (const link of block.links) {
      const url = URL.canParse(link.href, base) ? new URL(link.href, base) : null;
      if (!url || !/^https?:$/.test(url.protocol) || found.has(url.href) || found.size >= 50) continue;
      found.set(url.href, link.text);
    }
  }
  return [...found].map(([link, text]) => ({ url: link, text }));
}
