import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import { type BlockChoice, chooseBlocks } from './choose-blocks.ts';
import { type PageFacts, comparableWords } from './page-facts.ts';
import { type PageElement, parsePageTree } from './page-tree.ts';
import { listTextBlocks } from './text-blocks.ts';

/** Below this expected F1 an article page is worth a second opinion. */
const doubtfulF1 = 0.9;
/** The second opinion is asked where the choice and the best-scored container overlap less than this … */
const unlikeContainer = 0.85;
/** … and taken where it overlaps with the choice less than this, */
const unlikeChoice = 0.75;
/** has at least this many words, */
const minWords = 50;
/** and the classifier gives its words at least this mean probability. */
const minMeanProbability = 0.5;
/** Larger pages are too slow for a second parser. */
const maxHtmlLength = 1_500_000;
const maxNodeCount = 15_000;

/**
 * Which blocks are the main content: what the classifier's probabilities give, or, on a page that says it is an article
 * and that the classifier is unsure of, what Readability finds. One container is the right guess there and Readability the
 * best at finding it; on every other kind of page it would lose most of the content.
 */
export function chooseContent(page: PageFacts, probabilities: readonly number[], html: string): boolean[] {
  const wordCounts = page.words.map((words) => words.length);
  const choice = chooseBlocks(probabilities, wordCounts);
  if (!isDoubtfulArticle(page, choice, wordCounts, html)) return choice.kept;
  const opinion = askReadability(page, html);
  if (!opinion) return choice.kept;
  let words = 0;
  let expected = 0;
  for (const [index, kept] of opinion.entries()) {
    if (!kept) continue;
    words += wordCounts[index] ?? 0;
    expected += (wordCounts[index] ?? 0) * (probabilities[index] ?? 0);
  }
  const convincing = words >= minWords && expected >= minMeanProbability * words;
  return convincing && overlap(opinion, choice.kept, wordCounts) < unlikeChoice ? opinion : choice.kept;
}

function isDoubtfulArticle(page: PageFacts, choice: BlockChoice, wordCounts: readonly number[], html: string): boolean {
  const { tree, top } = page;
  if (choice.expectedF1 >= doubtfulF1 || !top) return false;
  if (tree.cut || tree.nodeCount > maxNodeCount || html.length > maxHtmlLength) return false;
  const claims =
    (tree.meta.get('og:type') ?? '').toLowerCase().includes('article') ||
    [...page.jsonLd.types].some((type) => /article|blogposting|report$/.test(type));
  if (!claims || !hasArticleAddress(page.url)) return false;
  const inTop = page.blocks.map((block) => isInside(block.element, top) && block.linkLength < block.text.length / 2);
  return overlap(inTop, choice.kept, wordCounts) < unlikeContainer;
}

/** A long name or a number in the path: sections and home pages call themselves articles, too. */
function hasArticleAddress(url: URL | null): boolean {
  const path = url?.pathname ?? '';
  return (path.match(/-/g)?.length ?? 0) >= 3 || (path.match(/\d/g)?.length ?? 0) >= 4;
}

function isInside(element: PageElement, container: PageElement): boolean {
  for (let at: PageElement | null = element; at; at = at.parent) if (at === container) return true;
  return false;
}

/** The blocks whose words Readability keeps, or null where it finds nothing or gives up. */
function askReadability(page: PageFacts, html: string): boolean[] | null {
  const content = readableContent(html);
  if (content === null) return null;
  const lines = listTextBlocks(parsePageTree(`<body>${content}</body>`)).blocks.map((block) =>
    comparableWords(block.text),
  );
  const runs = new Set(lines.flatMap(threeWordRuns));
  const whole = new Set(lines.map((words) => words.join(' ')));
  return page.words.map((words) => {
    if (words.length < 3) return words.length > 0 && whole.has(words.join(' '));
    const own = threeWordRuns(words);
    return own.filter((run) => runs.has(run)).length >= own.length * 0.7;
  });
}

function readableContent(html: string): string | null {
  try {
    return new Readability(parseHTML(html).document).parse()?.content ?? null;
  } catch {
    // Both parsers throw on some broken pages; the classifier's own choice stands then.
    return null;
  }
}

function threeWordRuns(words: readonly string[]): string[] {
  return words.slice(2).map((word, at) => `${words[at]} ${words[at + 1]} ${word}`);
}

/** Word F1 of two choices against each other. */
function overlap(one: readonly boolean[], other: readonly boolean[], wordCounts: readonly number[]): number {
  let common = 0;
  let sum = 0;
  for (const [index, words] of wordCounts.entries()) {
    if (one[index]) sum += words;
    if (other[index]) sum += words;
    if (one[index] && other[index]) common += words;
  }
  return sum > 0 ? (2 * common) / sum : 1;
}
