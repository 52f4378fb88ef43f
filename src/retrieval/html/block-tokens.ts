import { splitCamel } from './element-facts.ts';
import type { PageFacts } from './page-facts.ts';
import type { PageElement } from './page-tree.ts';

/** Blocks of at most this many words are described by their words as well. */
const maxShortWords = 12;
/** Ancestors beyond this many levels are not looked at. */
const maxLevels = 14;

/**
 * What stands around and in each block, as token names: tags and class words of its ancestors by distance, and, on English
 * pages only, the words of short blocks and of the heading above.
 * @param idOf number of a token name, or -1 for a name that is of no interest; asked once per name and element.
 * @returns the different numbers of each block.
 */
export function blockTokens(page: PageFacts, idOf: (name: string) => number): number[][] {
  const known = new Map<PageElement, number[][]>();
  const knownByName = new Map<string, number[][]>();
  const idsOf = (element: PageElement): number[][] => {
    let bands = known.get(element);
    if (!bands) {
      // Pages repeat the same few names over and over.
      const names = classNames(element);
      const key = `${element.tag} ${names}`;
      bands = knownByName.get(key) ?? idsOfName(element.tag, names);
      knownByName.set(key, bands);
      known.set(element, bands);
    }
    return bands;
  };
  const idsOfName = (tag: string, names: string): number[][] => {
    const words = classWords(names);
    return bandNames.map((band) =>
      [`tag:${band}:${tag}`, ...words.map((word) => `class:${band}:${word}`), ...words.map((word) => `class:${word}`)]
        .map(idOf)
        .filter((id) => id >= 0),
    );
  };
  const seenIn = new Map<number, number>();
  return page.blocks.map((block, index) => {
    const found: number[] = [];
    const add = (id: number): void => {
      if (id < 0 || seenIn.get(id) === index) return;
      seenIn.set(id, index);
      found.push(id);
    };
    const words = page.words[index] ?? [];
    const links = block.linkLength / Math.max(1, block.text.length);
    const size = Math.min(7, Math.floor(Math.log2(1 + words.length)));
    const linkClass = links > 0.8 ? 'all' : links > 0.3 ? 'some' : links > 0 ? 'few' : 'no';
    add(idOf(`size:${size}:${linkClass}`));
    add(idOf(`kind:${block.kind}:${size > 3 ? 'long' : 'short'}`));
    let level = 0;
    for (let at: PageElement | null = block.element; at && level < maxLevels; at = at.parent, level += 1) {
      if (at.tag === 'body' || at.tag === 'html' || at.tag === '#root') break;
      for (const id of idsOf(at)[level < 2 ? 0 : level < 4 ? 1 : 2] ?? []) add(id);
    }
    if (page.english) {
      const headingWords = page.words[page.headingAbove[index] ?? -1] ?? [];
      if (words.length <= maxShortWords) for (const word of words) add(idOf(`word:${digitsAsOne(word)}`));
      if (headingWords.length <= maxShortWords) for (const word of headingWords) add(idOf(`under:${word}`));
      for (const word of words.slice(0, 3)) add(idOf(`starts:${digitsAsOne(word)}`));
    }
    return found;
  });
}

/** Distances from the block: itself and its parent, the next two, the others. */
const bandNames = ['own', 'near', 'far'];

function classNames({ attributes }: PageElement): string {
  return `${attributes['class'] ?? ''} ${attributes['id'] ?? ''} ${attributes['role'] ?? ''} ${attributes['itemprop'] ?? ''}`;
}

function classWords(names: string): string[] {
  return names.length < 5 ? [] : [...new Set(splitCamel(names.slice(0, 400)).match(/[a-z]{2,24}/g))];
}

function digitsAsOne(word: string): string {
  return /^\d+$/.test(word) ? '0' : word;
}
