import { type ElementFacts, ancestorTags, classKindNames, createElementFacts, far } from './element-facts.ts';
import { type PageFacts, comparableWords } from './page-facts.ts';
import type { PlacedBlock } from './text-blocks.ts';

/** Names of the numeric features, in the order of the rows. */
export const featureNames: string[] = [];

/**
 * Numeric features of every block of a page, one row each in the order of `featureNames`. They say nothing about words of
 * any language; those are in `blockTokens`.
 */
export function describeBlocks(page: PageFacts): Float32Array[] {
  const factsOf = createElementFacts(page);
  const placed = page.blocks.map((block) => factsOf(block.element));
  const whole = describePage(page);
  const titleWords = new Set(comparableWords(page.claimedTitle));
  const proseDistances = distancesToProse(page.prose);
  const row = new FeatureRow();
  return page.blocks.map((block, index) => {
    describeText(row, page, block, index, titleWords);
    describePlace(row, page, index, proseDistances);
    describeNeighbours(row, page, index, placed);
    const facts = placed[index];
    if (facts) describeAncestors(row, page, facts);
    for (const [name, value] of whole) row.add(name, value);
    return row.finish();
  });
}

/** More than there are. */
const maxFeatures = 320;

/** One row being filled; used again for the next block. */
class FeatureRow {
  private readonly values = new Float32Array(maxFeatures);
  private size = 0;

  add(name: string, value: number): void {
    if (featureNames.length === this.size) featureNames.push(name);
    this.values[this.size] = Number.isFinite(value) ? value : 0;
    this.size += 1;
  }

  finish(): Float32Array {
    const row = this.values.slice(0, this.size);
    this.size = 0;
    return row;
  }
}

const log = (value: number): number => Math.log2(1 + Math.max(0, value));
const share = (part: number, all: number): number => (all > 0 ? part / all : 0);
const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

const kindCodes = { heading: 0, paragraph: 1, list_item: 2, code: 3, quote: 4, table_row: 5, other: 6 };
const tagCodes = new Map(
  'p li div span td th tr h1 h2 h3 h4 h5 h6 a pre blockquote dd dt figcaption button label summary caption body section article main'
    .split(' ')
    .map((tag, index) => [tag, index + 1]),
);

function describeText(
  row: FeatureRow,
  page: PageFacts,
  block: PlacedBlock,
  index: number,
  titleWords: ReadonlySet<string>,
): void {
  const { text } = block;
  const words = page.words[index] ?? [];
  const letters = text.length;
  row.add('text.words', log(words.length));
  row.add('text.length', log(letters));
  row.add('text.linkShare', share(block.linkLength, letters));
  row.add('text.links', block.links.length);
  row.add('text.emphasis', share(block.emphasisLength, letters));
  row.add('text.commas', count(text, /[,;،、，；]/g));
  row.add('text.sentences', count(text, /[.!?。！？؟।]+(?=\s|$|["'”’»)])|[。！？]/g));
  row.add('text.endsSentence', /[.!?。！？؟।…]["'”’»)\]]*$/.test(text) ? 1 : 0);
  row.add('text.endsColon', /[:：]$/.test(text) ? 1 : 0);
  row.add('text.endsCut', /(?:\.\.\.|…|\[…\])$/.test(text) ? 1 : 0);
  row.add('text.question', text.includes('?') ? 1 : 0);
  row.add('text.upper', share(count(text, /\p{Lu}/gu), letters));
  row.add('text.digits', share(count(text, /\d/g), letters));
  row.add('text.symbols', share(count(text, /[|•·›»>/\\{}()[\]=<#@_$€£%+*~^]/g), letters));
  row.add('text.capitalWords', share(count(text, /(?:^|\s)\p{Lu}/gu), words.length));
  row.add('text.wordLength', share(letters, words.length));
  row.add('text.copyright', /©|\(c\)\s|copyright|all rights reserved/i.test(text) ? 1 : 0);
  row.add('text.year', /\b(?:19|20)\d\d\b/.test(text) ? 1 : 0);
  row.add('text.time', /\b\d{1,2}:\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b/.test(text) ? 1 : 0);
  row.add('text.price', /[$€£¥]\s?\d|\d\s?[€£¥]/.test(text) ? 1 : 0);
  row.add('text.lines', log(count(text, /\n/g)));
  row.add('text.unique', share(new Set(words).size, words.length));
  row.add('text.kind', kindCodes[block.kind]);
  row.add('text.headingLevel', block.headingLevel);
  row.add('text.tag', tagCodes.get(block.element.tag) ?? 0);
  row.add('text.copies', Math.min(20, page.duplicates.get(text) ?? 1));
  row.add('text.images', Math.min(10, block.imagesBefore));
  let titleHits = 0;
  for (const word of words) if (titleWords.has(word)) titleHits += 1;
  row.add('text.inTitle', share(titleHits, words.length));
  row.add('text.titleCovered', share(Math.min(titleHits, titleWords.size), titleWords.size));
  row.add('text.claimed', page.claimedShare[index] ?? -0.1);
  row.add('text.seenBefore', page.seenBefore[index] ?? -0.1);
  row.add('text.seenAfter', page.seenAfter[index] ?? -0.1);
  const sameHost = block.links.filter((link) => /^(?:\/(?!\/)|#|\.)/.test(link.href)).length;
  row.add('text.anchors', share(block.links.filter((link) => link.href.startsWith('#')).length, block.links.length));
  row.add('text.ownLinks', share(sameHost, block.links.length));
}

function describePlace(
  row: FeatureRow,
  page: PageFacts,
  index: number,
  proseDistances: { before: number[]; after: number[] },
): void {
  const { blocks, titleBlock } = page;
  row.add('place.index', index);
  row.add('place.share', share(index, blocks.length));
  row.add('place.fromEnd', blocks.length - index);
  row.add('place.offset', share(page.offsets[index] ?? 0, page.length));
  row.add('place.afterTitle', titleBlock < 0 ? -999 : Math.max(-200, Math.min(200, index - titleBlock)));
  row.add('place.afterFirstProse', page.firstProse < 0 ? -999 : Math.max(-100, Math.min(200, index - page.firstProse)));
  row.add('place.beforeLastProse', page.lastProse < 0 ? -999 : Math.max(-100, Math.min(200, page.lastProse - index)));
  row.add('place.proseBefore', proseDistances.before[index] ?? far);
  row.add('place.proseAfter', proseDistances.after[index] ?? far);
  row.add('place.proseLength', log(page.proseBefore[index] ?? 0));
  const sinceTitle = (page.proseBefore[index] ?? 0) - (page.proseBefore[Math.max(0, titleBlock)] ?? 0);
  row.add('place.sinceTitle', Math.sign(sinceTitle) * log(Math.abs(sinceTitle)));
  row.add('place.prose', page.prose[index] ? 1 : 0);
  const above = page.headingAbove[index] ?? -1;
  const heading = blocks[above];
  const section = page.sections.get(blocks[index]?.headingLevel ? index : above);
  row.add('section.level', heading?.headingLevel ?? 0);
  row.add('section.distance', above < 0 ? 99 : Math.min(99, index - above));
  row.add('section.length', log(section?.length ?? 0));
  row.add('section.linkShare', section ? share(section.linkLength, section.length) : -0.1);
  row.add('section.blocks', log(section?.blocks ?? 0));
  row.add('section.prose', Math.min(20, section?.prose ?? 0));
  row.add('section.headingCopies', heading ? Math.min(20, page.duplicates.get(heading.text) ?? 1) : 0);
}

function distancesToProse(prose: readonly boolean[]): { before: number[]; after: number[] } {
  const sweep = (list: readonly boolean[]): number[] => {
    let distance = far;
    return list.map((is) => {
      const here = distance;
      distance = is ? 1 : Math.min(far, distance + 1);
      return here;
    });
  };
  return { before: sweep(prose), after: sweep([...prose].reverse()).reverse() };
}

function describeNeighbours(row: FeatureRow, page: PageFacts, index: number, placed: readonly ElementFacts[]): void {
  for (const step of [-3, -2, -1, 1, 2, 3]) {
    const other = page.blocks[index + step];
    row.add(`next${step}.length`, other ? log(other.text.length) : -1);
    row.add(`next${step}.linkShare`, other ? share(other.linkLength, other.text.length) : -0.1);
    if (Math.abs(step) > 2) continue;
    row.add(`next${step}.kind`, other ? kindCodes[other.kind] : -1);
    row.add(`next${step}.apart`, other ? treeDistance(placed[index], placed[index + step]) : 50);
  }
  for (const reach of [5, 15]) {
    let length = 0;
    let linkLength = 0;
    let prose = 0;
    const from = Math.max(0, index - reach);
    const to = Math.min(page.blocks.length - 1, index + reach);
    for (let at = from; at <= to; at += 1) {
      length += page.blocks[at]?.text.length ?? 0;
      linkLength += page.blocks[at]?.linkLength ?? 0;
      if (page.prose[at]) prose += 1;
    }
    row.add(`window${reach}.length`, log(length / (to - from + 1)));
    row.add(`window${reach}.linkShare`, share(linkLength, length));
    row.add(`window${reach}.prose`, prose / (to - from + 1));
  }
}

/** Steps from one block's element up to the common ancestor and down to the other's. */
function treeDistance(from: ElementFacts | undefined, to: ElementFacts | undefined): number {
  let a: ElementFacts | null = from ?? null;
  let b: ElementFacts | null = to ?? null;
  let steps = 0;
  while (a && b && a !== b && steps < 50) {
    if (a.depth >= b.depth) a = a.parent;
    else b = b.parent;
    steps += 1;
  }
  return steps;
}

const levels = [0, 1, 2, 3, 4, 6].map((level) => ({
  level,
  names: {
    length: `up${level}.length`,
    linkShare: `up${level}.linkShare`,
    proseShare: `up${level}.proseShare`,
    prose: `up${level}.prose`,
    alike: `up${level}.alike`,
  },
}));
const classFeatureNames = classKindNames.map((kind) => `class.${kind}`);
const tagFeatureNames = ancestorTags.map((tag) => `in.${tag}`);

function describeAncestors(row: FeatureRow, page: PageFacts, facts: ElementFacts): void {
  for (const [index, name] of classFeatureNames.entries()) row.add(name, facts.classDistance[index] ?? far);
  for (const [index, name] of tagFeatureNames.entries()) row.add(name, facts.tagDistance[index] ?? far);
  row.add('in.depth', facts.depth);
  row.add('in.core', facts.inCore ? 1 : 0);
  row.add('in.top', facts.inTop ? 1 : 0);
  row.add('in.articleBody', facts.articleBody ? 1 : 0);
  row.add('in.mainRole', facts.hasMainRole ? 1 : 0);
  const { branch } = facts;
  row.add('branch.proseShare', branch ? share(branch.proseLength, page.proseLength) : -0.1);
  row.add('branch.linkShare', branch ? share(branch.linkLength, branch.length) : -0.1);
  row.add('branch.length', branch ? log(branch.length) : -1);
  let at: ElementFacts | null = facts;
  for (const { level, names } of levels) {
    while (at?.parent && facts.depth - at.depth < level) at = at.parent;
    const sums = at?.sums;
    row.add(names.length, log(sums?.length ?? 0));
    row.add(names.linkShare, sums ? share(sums.linkLength, sums.length) : 0);
    row.add(names.proseShare, sums ? share(sums.proseLength, page.proseLength) : 0);
    row.add(names.prose, sums ? share(sums.proseBlocks, sums.blocks) : 0);
    row.add(names.alike, Math.min(50, at?.alike ?? 0));
  }
  let group: ElementFacts | null = facts;
  while (group && group.alike < 3) group = group.parent;
  row.add('group.size', group ? Math.min(100, group.alike) : 0);
  row.add('group.length', group ? log(group.alikeLength) : -1);
  row.add('group.above', group ? facts.depth - group.depth : far);
  row.add('group.pageShare', group ? share(group.alikeLength * group.alike, page.length) : 0);
  row.add('group.linkShare', group?.parent ? share(group.parent.sums.linkLength, group.parent.sums.length) : 0);
  row.add('group.rank', group ? group.rank : -1);
  const items = largestGroup(facts);
  row.add('items.size', items ? Math.min(100, items.alike) : 0);
  row.add('items.rank', items ? items.rank : -1);
  row.add('items.length', items ? log(items.alikeLength) : -1);
  row.add('items.ownLength', items ? log(items.sums.length) : -1);
  row.add('items.ownProse', items ? share(items.sums.proseLength, items.sums.length) : -0.1);
  row.add(
    'items.before',
    items ? log((page.offsets[items.sums.first] ?? 0) - (page.offsets[items.parent?.sums.first ?? 0] ?? 0)) : -1,
  );
  row.add('group.prose', group?.parent ? share(group.parent.sums.proseLength, page.proseLength) : 0);
  const top = page.top ? (page.sums.get(page.top)?.score ?? 0) : 0;
  row.add('score.parent', share(facts.parent?.sums.score ?? 0, top));
  row.add('score.best', bestScore(facts, top));
  const shape = page.shapes.get(page.shapeOf[facts.sums.first] ?? '');
  row.add('shape.blocks', log(shape?.blocks ?? 0));
  row.add('shape.length', log(share(shape?.length ?? 0, shape?.blocks ?? 0)));
  row.add('shape.linkShare', shape ? share(shape.linkLength, shape.length) : 0);
  row.add('shape.pageShare', share(shape?.length ?? 0, page.length));
}

/** Among the ancestors that have siblings alike, the one whose group holds the most text. */
function largestGroup(facts: ElementFacts): ElementFacts | null {
  let best: ElementFacts | null = null;
  for (let at: ElementFacts | null = facts; at; at = at.parent) {
    if (at.alike >= 3 && (!best || at.alike * at.alikeLength > best.alike * best.alikeLength * 1.2)) best = at;
  }
  return best;
}

function bestScore(facts: ElementFacts, top: number): number {
  let best = 0;
  for (let at: ElementFacts | null = facts; at && facts.depth - at.depth < 8; at = at.parent)
    best = Math.max(best, at.sums.score);
  return share(best, top);
}

function describePage(page: PageFacts): [string, number][] {
  const { tree, blocks, jsonLd, url } = page;
  const ogType = (tree.meta.get('og:type') ?? '').toLowerCase();
  const types = [...jsonLd.types];
  const has = (pattern: RegExp) => (types.some((type) => pattern.test(type)) ? 1 : 0);
  const path = url?.pathname ?? '';
  const generator = (tree.meta.get('generator') ?? '').toLowerCase();
  let articles = 0;
  let posts = 0;
  for (const element of page.sums.keys()) {
    if (element.tag === 'article') articles += 1;
    if (/post|message|comment|reply/i.test(element.attributes['class'] ?? '')) posts += 1;
  }
  return [
    ['page.blocks', log(blocks.length)],
    ['page.length', log(page.length)],
    ['page.linkShare', share(page.linkLength, page.length)],
    ['page.proseShare', share(page.proseLength, page.length)],
    ['page.proseBlocks', log(page.prose.filter(Boolean).length)],
    ['page.articles', Math.min(50, articles)],
    ['page.posts', log(posts)],
    ['page.headings', log(page.sections.size)],
    ['page.ogArticle', ogType.includes('article') ? 1 : ogType === '' ? 0.5 : 0],
    ['page.ldArticle', has(/article|blogposting|report$/)],
    ['page.ldForum', has(/discussionforum|qapage|question/)],
    ['page.ldProduct', has(/^product/)],
    ['page.ldList', has(/itemlist|collectionpage|searchresults/)],
    ['page.forumSoftware', /discourse|phpbb|vbulletin|xenforo|smf|invision|mybb|flarum/.test(generator) ? 1 : 0],
    ['page.claimed', log(page.claimedLength)],
    ['page.claimedShare', Math.min(2, share(page.claimedLength, page.proseLength))],
    ['page.pathDepth', path.split('/').filter(Boolean).length],
    ['page.pathHyphens', Math.min(12, count(path, /-/g))],
    ['page.pathDigits', count(path, /\d/g)],
    ['page.cjk', page.cjkShare],
    ['page.core', page.core ? share(page.sums.get(page.core)?.length ?? 0, page.length) : 0],
    [
      'page.coreLinks',
      page.core ? share(page.sums.get(page.core)?.linkLength ?? 0, page.sums.get(page.core)?.length ?? 0) : 0,
    ],
    ['page.title', page.titleBlock < 0 ? 0 : 1],
  ];
}
