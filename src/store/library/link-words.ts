/**
 * The words of the library: an index of its own beside the tables, that can be built again from the summaries at any time. Each database brings
 * its own behind the same functions: link-words-sqlite.ts, link-words-postgres.ts.
 */
import { splitWords } from '../../core/words.ts';
import type { Work } from '../database.ts';

export interface LinkWords {
  /** The channel, so that a search looks at no other one's words. */
  place: string;
  title: string;
  summary: string;
  page: string;
}

/** What is looked for, as the index wants it. */
export interface WordQuestion {
  /** SQL of `select … as found, … as rank`: number of a link that answers, and the lower the better. */
  ranked(conditions: string, limit: number): string;
  parameters: Record<string, string>;
}

export interface LinkWordsIndex {
  /** Makes the index where it is not there. */
  ensure(): Work<void>;
  /** Inside the transaction that writes the row of the link; what was there of it goes. */
  put(number: number, words: LinkWords): Work<void>;
  /** SQL of a condition that a link (of the table `links`) is in the index. */
  isFiled: string;
  /**
   * `all`: every word must be there; `any`: one of those that carry content.
   * @returns null where there is no word to look for
   */
  ask(text: string, channelIds: readonly string[], mode: 'all' | 'any'): WordQuestion | null;
  /** One of the words in a title or summary. */
  askSubject(words: readonly string[], channelIds: readonly string[]): WordQuestion;
  /** In how many links each of the words is in the title or summary, counted up to `limit`. */
  countSubjects(words: readonly string[], limit: number): Work<[word: string, count: number][]>;
}

/** Characters of one page that are indexed. */
export const maxPageLength = 300_000;
/** Words of one question. */
export const maxAsked = 12;
/** With more channels, asking the index for each costs more than it saves. */
export const maxPlaces = 5;

/** Scripts without spaces are cut into words by the house's own tokeniser, in the index as in the question. */
export function plainWords(text: string): string {
  return splitWords(text).join(' ');
}

/** Whether the last word may go on: the person is still typing it, or it is the first part of a longer one. */
export function isOpenEnded(text: string, lastWord: string): boolean {
  return /[\p{L}\p{N}]$/u.test(text.trim()) && lastWord.length >= 3;
}
