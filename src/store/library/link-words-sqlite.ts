/** In SQLite's full-text index (FTS5, https://sqlite.org/fts5.html), without a copy of the text. */
import { contentWords, splitWords } from '../../core/words.ts';
import { change, first, statement } from '../database.ts';
import { isOpenEnded, maxAsked, maxPageLength, maxPlaces, plainWords } from './link-words.ts';
import type { LinkWordsIndex, WordQuestion } from './link-words.ts';

/** How much a word counts in place, title, summary and page. */
const columnWeights = '0.0, 8.0, 4.0, 1.0';

const find = statement<object, { found: 1 }>(`select 1 as found from sqlite_master where name = 'link_words'`);
const create = statement<object>(
  `create virtual table link_words using fts5(
     place, title, summary, page,
     content = '', contentless_delete = 1, tokenize = "porter unicode61 remove_diacritics 2", prefix = '3'
   )`,
);
const createSweep = statement<object>(
  `create trigger link_words_gone after delete on links begin
     delete from link_words where rowid = old.number;
   end`,
);
const put = statement<{ number: number; place: string; title: string; summary: string; page: string }>(
  `insert or replace into link_words (rowid, place, title, summary, page) values (@number, @place, @title, @summary, @page)`,
);
const count = statement<{ match: string; limit: number }, { n: number }>(
  'select count(*) as n from (select 1 from link_words where link_words match @match limit @limit)',
);

export const sqliteLinkWords: LinkWordsIndex = {
  *ensure() {
    if (yield* first(find, {})) return;
    yield* change(create, {});
    yield* change(createSweep, {});
  },
  *put(number, { place, title, summary, page }) {
    yield* change(put, {
      number,
      place,
      title: plainWords(title),
      summary: plainWords(summary),
      page: plainWords(page.slice(0, maxPageLength)),
    });
  },
  isFiled: 'exists (select 1 from link_words where link_words.rowid = links.number)',
  ask(text, channelIds, mode) {
    const words = (mode === 'all' ? splitWords(text) : contentWords(text)).slice(0, maxAsked);
    if (words.length === 0 || channelIds.length === 0) return null;
    const terms = words.map((word, index) =>
      mode === 'all' && index === words.length - 1 && isOpenEnded(text, word) ? `${quoted(word)} *` : quoted(word),
    );
    return question(`{title summary page} : (${terms.join(mode === 'all' ? ' AND ' : ' OR ')})`, channelIds);
  },
  askSubject: (words, channelIds) => question(inSubject(words), channelIds),
  *countSubjects(words, limit) {
    const counts: [string, number][] = [];
    for (const word of words) counts.push([word, (yield* first(count, { match: inSubject([word]), limit }))?.n ?? 0]);
    return counts;
  },
};

/** The rows are filtered by channel anyway; for who sees few channels, the index passes over all others' words. */
function question(match: string, channelIds: readonly string[]): WordQuestion {
  const places = channelIds.length > maxPlaces ? '' : `(place : (${channelIds.map(quoted).join(' OR ')})) AND `;
  return {
    ranked: (conditions, limit) =>
      `select link_words.rowid as found, bm25(link_words, ${columnWeights}) as rank
       from link_words join links on links.number = link_words.rowid
       where link_words match @match and ${conditions}
       order by link_words.rowid desc limit ${limit}`,
    parameters: { match: `${places}(${match})` },
  };
}

function inSubject(words: readonly string[]): string {
  return `{title summary} : (${words.map(quoted).join(' OR ')})`;
}

function quoted(word: string): string {
  return `"${word.replaceAll('"', '""')}"`;
}
