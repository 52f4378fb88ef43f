import type { PageElement, PageTree } from './page-tree.ts';
import type { PlacedBlock } from './text-blocks.ts';

/** Sums over the blocks inside an element. */
export interface ElementSums {
  length: number;
  linkLength: number;
  blocks: number;
  /** Length of blocks that read like prose: long, few links. */
  proseLength: number;
  proseBlocks: number;
  headings: number;
  /** Readability's way to score a container by its paragraphs. */
  score: number;
  /** Index of the first and of the last block inside. */
  first: number;
  last: number;
}

/** @param index of the first block that will be counted */
export function createElementSums(index: number): ElementSums {
  return {
    length: 0,
    linkLength: 0,
    blocks: 0,
    proseLength: 0,
    proseBlocks: 0,
    headings: 0,
    score: 0,
    first: index,
    last: index,
  };
}

/** Adds one block to the sums of every element that holds it. */
export function addToAncestors(
  sums: Map<PageElement, ElementSums>,
  block: PlacedBlock,
  index: number,
  prose: boolean,
): void {
  const { text } = block;
  const commas = text.length > 25 ? text.split(/[,،、，]/).length : 0;
  const gain = block.linkLength < text.length * 0.5 && text.length >= 25 ? commas + Math.min(3, text.length / 100) : 0;
  let level = 0;
  for (let at: PageElement | null = block.element; at; at = at.parent) {
    let sum = sums.get(at);
    if (!sum) {
      sum = createElementSums(index);
      sums.set(at, sum);
    }
    sum.length += text.length;
    sum.linkLength += block.linkLength;
    sum.blocks += 1;
    sum.last = index;
    if (prose) {
      sum.proseLength += text.length;
      sum.proseBlocks += 1;
    }
    if (block.headingLevel > 0) sum.headings += 1;
    if (level === 1) sum.score += gain;
    else if (level === 2) sum.score += gain / 2;
    else if (level > 2 && level < 6) sum.score += gain / (3 * level);
    level += 1;
  }
}

/** @returns the deepest element that holds at least 60 % of the prose; null where the page has none */
export function findCore(tree: PageTree, sums: Map<PageElement, ElementSums>, proseLength: number): PageElement | null {
  if (proseLength === 0) return null;
  let core: PageElement = tree.root;
  for (;;) {
    let next: PageElement | null = null;
    for (const child of core.children) {
      if (typeof child !== 'string' && (sums.get(child)?.proseLength ?? 0) >= proseLength * 0.6) next = child;
    }
    if (!next) return core;
    core = next;
  }
}

/** @returns the element with the highest Readability-like score, links counted against it; null where nothing scores */
export function findTop(sums: Map<PageElement, ElementSums>): PageElement | null {
  let best: PageElement | null = null;
  let bestScore = 0;
  for (const [element, sum] of sums) {
    const score = sum.score * (1 - sum.linkLength / Math.max(1, sum.length));
    if (score > bestScore) {
      bestScore = score;
      best = element;
    }
  }
  return best;
}
