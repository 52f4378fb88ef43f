import { splitCamel } from './element-facts.ts';
import type { PageFacts } from './page-facts.ts';
import type { PageElement } from './page-tree.ts';

/** Blocks of at most this many words are described by their words as well. */
const maxShortWords = 12;
/** Ancestors beyond this many levels are not looked at. */
const maxLevels = 14;

/**
 * Names of what stands around and in each block: tags and class words of its ancestors by distance, and, on English pages
 * only, the words of short blocks and of the heading above.
 */
export function blockTokens(page: PageFacts): string[][] {
  const classWords = new Map<PageElement, string[]>();
  const wordsOfElement = (element: PageElement): string[] => {
    let words = classWords.get(element);
    if (!words) {
      const { attributes } = element;
      const names = `${attributes['class'] ?? ''} ${attributes['id'] ?? ''} ${attributes['role'] ?? ''} ${attributes['itemprop'] ?? ''}`;
      words = [...new Set(splitCamel(names.slice(0, 400)).match(/[a-z]{2,24}/g))];
      classWords.set(element, words);
    }
    return words;
  };
  return page.blocks.map((block, index) => {
    const tokens = new Set<string>();
    const words = page.words[index] ?? [];
    const { length } = block.text;
    const links = block.linkLength / Math.max(1, length);
    const size = Math.min(7, Math.floor(Math.log2(1 + words.length)));
    const linkClass = links > 0.8 ? 'all' : links > 0.3 ? 'some' : links > 0 ? 'few' : 'no';
    tokens.add(`size:${size}:${linkClass}`);
    tokens.add(`kind:${block.kind}:${size > 3 ? 'long' : 'short'}`);
    let level = 0;
    for (let at: PageElement | null = block.element; at && level < maxLevels; at = at.parent, level += 1) {
      const near = level < 2 ? 'own' : level < 4 ? 'near' : 'far';
      if (at.tag === 'body' || at.tag === 'html' || at.tag === '#root') break;
      tokens.add(`tag:${near}:${at.tag}`);
      for (const word of wordsOfElement(at)) {
        tokens.add(`class:${near}:${word}`);
        tokens.add(`class:${word}`);
      }
    }
    if (page.english) {
      if (words.length <= maxShortWords) for (const word of words) tokens.add(`word:${/^\d+$/.test(word) ? '0' : word}`);
      const heading = page.headingAbove[index] ?? -1;
      const headingWords = page.words[heading] ?? [];
      if (headingWords.length <= maxShortWords) for (const word of headingWords) tokens.add(`under:${word}`);
      for (const word of words.slice(0, 3)) tokens.add(`starts:${/^\d+$/.test(word) ? '0' : word}`);
    }
    return [...tokens];
  });
}
