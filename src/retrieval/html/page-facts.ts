import { addToAncestors, type ElementSums, findCore, findTop } from './element-sums.ts';
import { type JsonLdFacts, readJsonLd } from './json-ld.ts';
import type { PageElement, PageTree } from './page-tree.ts';
import type { PlacedBlock } from './text-blocks.ts';

/** Counts over blocks whose element and parent have the same tag and class. */
interface ShapeSums {
  blocks: number;
  length: number;
  linkLength: number;
}

/** What is computed once per page for the features of its blocks. */
export interface PageFacts {
  tree: PageTree;
  url: URL | null;
  blocks: readonly PlacedBlock[];
  jsonLd: JsonLdFacts;
  /** Text as it is compared: lower-case words. */
  words: string[][];
  prose: boolean[];
  sums: Map<PageElement, ElementSums>;
  shapes: Map<string, ShapeSums>;
  shapeOf: string[];
  /** Deepest element that holds at least 60 % of the prose. */
  core: PageElement | null;
  /** Element with the highest Readability-like score. */
  top: PageElement | null;
  duplicates: Map<string, number>;
  claimedTitle: string;
  /** Index of the block that repeats the claimed title, else of the first h1, else -1. */
  titleBlock: number;
  firstProse: number;
  lastProse: number;
  length: number;
  linkLength: number;
  proseLength: number;
  /** Character offset of each block. */
  offsets: number[];
  /** Index of the heading block above each block, -1 where there is none. */
  headingAbove: number[];
  /** For each heading block: sums over the blocks up to the next heading. */
  sections: Map<number, { length: number; linkLength: number; blocks: number; prose: number }>;
  /** Share of each block's three-word runs that the texts of JSON-LD and meta descriptions hold; -0.1 without runs. */
  claimedShare: number[];
  /** Share of each block's three-word runs that an earlier or a later block holds too. */
  seenBefore: number[];
  seenAfter: number[];
  /** Characters of prose before each block. */
  proseBefore: number[];
  claimedLength: number;
  /** Share of letters in scripts written without spaces. */
  cjkShare: number;
  english: boolean;
}

const cjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const cjkAll = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu;
const word = /[\p{L}\p{N}_]+/gu;

/** Lower-case words; a character of a script without spaces counts as a word of its own. */
export function comparableWords(text: string): string[] {
  const lower = text.toLowerCase();
  const found = (cjk.test(lower) ? lower.replaceAll(cjkAll, ' $& ') : lower).match(word);
  return found ?? [];
}

export function gatherPageFacts(
  tree: PageTree,
  blocks: readonly PlacedBlock[],
  url: string,
  language: string,
): PageFacts {
  const jsonLd = readJsonLd(tree.jsonLd);
  const words = blocks.map((block) => comparableWords(block.text));
  const prose = blocks.map((block, index) => isProse(block, words[index] ?? []));
  const sums = new Map<PageElement, ElementSums>();
  const shapes = new Map<string, ShapeSums>();
  const duplicates = new Map<string, number>();
  const shapeOf: string[] = [];
  const offsets: number[] = [];
  const proseBefore: number[] = [];
  let length = 0;
  let linkLength = 0;
  let proseLength = 0;
  let cjkCount = 0;
  for (const [index, block] of blocks.entries()) {
    offsets.push(length);
    length += block.text.length;
    linkLength += block.linkLength;
    proseBefore.push(proseLength);
    if (prose[index]) proseLength += block.text.length;
    cjkCount += cjk.test(block.text) ? (block.text.match(cjkAll)?.length ?? 0) : 0;
    addToAncestors(sums, block, index, prose[index] ?? false);
    const shape = shapeName(block.element);
    shapeOf.push(shape);
    const group = shapes.get(shape);
    if (group) {
      group.blocks += 1;
      group.length += block.text.length;
      group.linkLength += block.linkLength;
    } else shapes.set(shape, { blocks: 1, length: block.text.length, linkLength: block.linkLength });
    duplicates.set(block.text, (duplicates.get(block.text) ?? 0) + 1);
  }
  const claimedTitle = tree.meta.get('og:title') ?? tree.documentTitle.trim();
  const claims = [...jsonLd.texts, tree.meta.get('description') ?? '', tree.meta.get('og:description') ?? ''];
  const { headingAbove, sections } = readSections(blocks, prose);
  const firstProse = prose.indexOf(true);
  return {
    tree,
    url: URL.canParse(url) ? new URL(url) : null,
    blocks,
    jsonLd,
    words,
    prose,
    sums,
    shapes,
    shapeOf,
    core: findCore(tree, sums, proseLength),
    top: findTop(sums),
    duplicates,
    claimedTitle,
    titleBlock: findTitleBlock(blocks, claimedTitle, tree.documentTitle),
    firstProse,
    lastProse: prose.lastIndexOf(true),
    length,
    linkLength,
    proseLength,
    offsets,
    headingAbove,
    sections,
    ...compareRuns(words, claims),
    proseBefore,
    claimedLength: jsonLd.texts.reduce((sum, text) => sum + text.length, 0),
    cjkShare: cjkCount / Math.max(1, length),
    english: language === 'en',
  };
}

/** Compares the three-word runs of the blocks with each other and with the claimed texts. */
function compareRuns(
  words: readonly (readonly string[])[],
  claims: readonly string[],
): Pick<PageFacts, 'claimedShare' | 'seenBefore' | 'seenAfter'> {
  const ids = new Map<string, number>();
  // Three numbers below 2^17 fit into one exact number; words beyond that many share the last one.
  const most = 2 ** 17 - 1;
  const runsOf = (list: readonly string[]): Float64Array => {
    const runs = new Float64Array(Math.max(0, list.length - 2));
    let a = 0;
    let b = 0;
    for (let at = 0; at < list.length; at += 1) {
      const word = list[at] ?? '';
      let id = ids.get(word);
      if (id === undefined) {
        id = Math.min(most, ids.size);
        ids.set(word, id);
      }
      if (at > 1) runs[at - 2] = (a * (most + 1) + b) * (most + 1) + id;
      a = b;
      b = id;
    }
    return runs;
  };
  const claimed = new Set<number>();
  for (const claim of claims) for (const run of runsOf(comparableWords(claim.slice(0, 60_000)))) claimed.add(run);
  const first = new Map<number, number>();
  const last = new Map<number, number>();
  const blockRuns = words.map((list, index) => {
    const runs = runsOf(list);
    for (const run of runs) {
      if (!first.has(run)) first.set(run, index);
      last.set(run, index);
    }
    return runs;
  });
  const result = { claimedShare: [] as number[], seenBefore: [] as number[], seenAfter: [] as number[] };
  for (const [index, runs] of blockRuns.entries()) {
    let inClaims = 0;
    let before = 0;
    let after = 0;
    for (const run of runs) {
      if (claimed.has(run)) inClaims += 1;
      if ((first.get(run) ?? index) < index) before += 1;
      if ((last.get(run) ?? index) > index) after += 1;
    }
    const all = runs.length;
    result.claimedShare.push(all > 0 && claimed.size > 0 ? inClaims / all : -0.1);
    result.seenBefore.push(all > 0 ? before / all : -0.1);
    result.seenAfter.push(all > 0 ? after / all : -0.1);
  }
  return result;
}

function shapeName(element: PageElement): string {
  const { parent } = element;
  return `${element.tag}.${element.attributes['class'] ?? ''}<${parent?.tag ?? ''}.${parent?.attributes['class'] ?? ''}`;
}

function isProse(block: PlacedBlock, words: readonly string[]): boolean {
  return words.length >= 12 && block.linkLength < block.text.length * 0.35 && block.headingLevel === 0;
}

function findTitleBlock(blocks: readonly PlacedBlock[], claimed: string, documentTitle: string): number {
  const plain = (text: string) => comparableWords(text).join(' ');
  const titles = [plain(claimed), plain(documentTitle)].filter((title) => title.length > 0);
  let best = -1;
  let bestRank = 0;
  for (const [index, block] of blocks.entries()) {
    if (block.text.length > 300) continue;
    const text = plain(block.text);
    if (text.length < 4) continue;
    const same = titles.some((title) => title === text);
    const part = same || (text.length > 12 && titles.some((title) => title.includes(text)));
    const rank = (same ? 4 : part ? 3 : 0) + (block.headingLevel === 1 ? 2.5 : block.headingLevel > 0 && part ? 1 : 0);
    if (rank > bestRank) {
      bestRank = rank;
      best = index;
    }
  }
  return bestRank >= 2.5 ? best : -1;
}

function readSections(blocks: readonly PlacedBlock[], prose: readonly boolean[]) {
  const headingAbove: number[] = [];
  const sections: PageFacts['sections'] = new Map();
  let heading = -1;
  let section: { length: number; linkLength: number; blocks: number; prose: number } | null = null;
  for (const [index, block] of blocks.entries()) {
    headingAbove.push(heading);
    if (block.headingLevel > 0) {
      heading = index;
      section = { length: 0, linkLength: 0, blocks: 0, prose: 0 };
      sections.set(index, section);
    } else if (section) {
      section.length += block.text.length;
      section.linkLength += block.linkLength;
      section.blocks += 1;
      if (prose[index]) section.prose += 1;
    }
  }
  return { headingAbove, sections };
}
