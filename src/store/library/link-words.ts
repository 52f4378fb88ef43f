/**
 * The words of the library in SQLite's full-text index (FTS5, https://sqlite.org/fts5.html): an index of its own beside the tables, without a
 * copy of the text, that can be built again from the summaries at any time. Another database brings its own index behind the same three
 * functions.
 */
import type Sqlite from 'better-sqlite3';
import { contentWords, splitWords } from '../../core/words.ts';

export interface LinkWords {
  /** The channel, so that a search looks at no other one's words. */
  place: string;
  title: string;
  summary: string;
  page: string;
}

/** Characters of one page that are indexed. */
const maxPageLength = 300_000;
/** With more channels, asking the index for each costs more than it saves. */
const maxPlaces = 5;
/** How much a word counts in place, title, summary and page. */
export const columnWeights = '0.0, 8.0, 4.0, 1.0';

/** Makes the index where it is not there. @returns true where it is new, so that it must be filled. */
export function ensureLinkWords(handle: Sqlite.Database): boolean {
  const known = handle.prepare(`select 1 from sqlite_master where name = 'link_words'`).get();
  if (known !== undefined) return false;
  handle.exec(`
    create virtual table link_words using fts5(
      place, title, summary, page,
      content = '', contentless_delete = 1, tokenize = "porter unicode61 remove_diacritics 2", prefix = '3'
    );
    create trigger link_words_gone after delete on links begin
      delete from link_words where rowid = old.number;
    end;
  `);
  return true;
}

/** Inside the transaction that writes the row of the link. */
export function createLinkWordsWriter(handle: Sqlite.Database): (number: number, words: LinkWords) => void {
  const put = handle.prepare(
    'insert or replace into link_words (rowid, place, title, summary, page) values (?, ?, ?, ?, ?)',
  );
  return (number, { place, title, summary, page }) => {
    put.run(number, place, plainWords(title), plainWords(summary), plainWords(page.slice(0, maxPageLength)));
  };
}

/** Scripts without spaces are cut into words by the house's own tokeniser, in the index as in the question. */
function plainWords(text: string): string {
  return splitWords(text).join(' ');
}

/**
 * A question to the index. `all`: every word must be there; `any`: one of those that carry content.
 * @returns null where there is no word to look for
 */
export function matchWords(text: string, channelIds: readonly string[], mode: 'all' | 'any'): string | null {
  const words = (mode === 'all' ? splitWords(text) : contentWords(text)).slice(0, 12);
  if (words.length === 0 || channelIds.length === 0) return null;
  const isOpen = mode === 'all' && /[\p{L}\p{N}]$/u.test(text.trim());
  const terms = words.map((word, index) =>
    isOpen && index === words.length - 1 && word.length >= 3 ? `${quoted(word)} *` : quoted(word),
  );
  return inChannels(`{title summary page} : (${terms.join(mode === 'all' ? ' AND ' : ' OR ')})`, channelIds);
}

/** One of the words in a title or summary. */
export function matchSubject(words: readonly string[], channelIds: readonly string[] | null): string {
  const subject = `{title summary} : (${words.map(quoted).join(' OR ')})`;
  return channelIds === null ? subject : inChannels(subject, channelIds);
}

/** The rows are filtered by channel anyway; for who sees few channels, the index passes over all others' words. */
function inChannels(match: string, channelIds: readonly string[]): string {
  if (channelIds.length > maxPlaces) return match;
  return `(place : (${channelIds.map(quoted).join(' OR ')})) AND (${match})`;
}

function quoted(word: string): string {
  return `"${word.replaceAll('"', '""')}"`;
}
