/**
 * In a table of text-search vectors (https://www.postgresql.org/docs/15/textsearch.html) with a dictionary of our own: the stemmer of SQLite's
 * index and no stop words, so that a question finds the same links in both. Their order differs: `ts_rank` keeps title, summary and page in the
 * same order of weight, but knows neither how rare a word is nor how long a page. (`ts_rank_cd` would let a page that repeats a word win over a
 * title.) Positions end at 16,383, so what stands together is only found as one word, like `node.js`, before that.
 */
import { contentWords, splitWords } from '../../core/words.ts';
import { all, change, first, statement } from '../database.ts';
import { isOpenEnded, maxAsked, maxPageLength, maxPlaces } from './link-words.ts';
import type { LinkWordsIndex, WordQuestion } from './link-words.ts';

/** Of page (C), summary (B) and title (A); D is the place. */
const weights = '{0, 0.125, 0.5, 1}';
/** Bytes of text in a vector, which may have a megabyte with its positions: a text of short words needs twice its bytes. */
const maxBytes = { title: 10_000, summary: 60_000, page: 400_000 };

const find = statement<object, { found: string | null }>(`select to_regclass('link_words')::text as found`);
const creation = [
  'drop text search configuration if exists gloss_words',
  'drop text search dictionary if exists gloss_stem',
  'create text search dictionary gloss_stem (template = snowball, language = porter)',
  'create text search configuration gloss_words (parser = "default")',
  `alter text search configuration gloss_words add mapping for
     asciiword, word, numword, asciihword, hword, numhword, hword_asciipart, hword_part, hword_numpart,
     int, uint, float, sfloat, version, host, email, file, url, url_path with gloss_stem`,
  `create table link_words (
     number bigint primary key references links (number) on delete cascade,
     subject tsvector not null,
     words tsvector not null
   )`,
  'create index link_words_subject on link_words using gin (subject)',
  'create index link_words_words on link_words using gin (words)',
].map((text) => statement<object>(text));

const put = statement<{ number: number; place: string; title: string; summary: string; page: string }>(
  `insert into link_words (number, subject, words)
   select @number, subject, array_to_tsvector(array[@place::text]) || subject || setweight(to_tsvector('gloss_words', @page), 'C')
   from (
     select setweight(to_tsvector('gloss_words', @title), 'A') || setweight(to_tsvector('gloss_words', @summary), 'B') as subject
   ) as given
   on conflict (number) do update set subject = excluded.subject, words = excluded.words`,
);
const count = statement<{ matches: string; limit: number }, { n: number }>(
  `select (
     select count(*) from (
       select 1 from link_words where subject @@ to_tsquery('gloss_words', match) limit @limit
     ) as found
   ) as n
   from jsonb_array_elements_text(@matches::jsonb) with ordinality as asked (match, place) order by place`,
);

export const postgresLinkWords: LinkWordsIndex = {
  *ensure() {
    if ((yield* first(find, {}))?.found != null) return;
    for (const step of creation) yield* change(step, {});
  },
  *put(number, { place, title, summary, page }) {
    yield* change(put, {
      number,
      place: placeLexeme(place),
      title: partsText(title, maxBytes.title),
      summary: partsText(summary, maxBytes.summary),
      page: partsText(page.slice(0, maxPageLength), maxBytes.page),
    });
  },
  isFiled: 'exists (select 1 from link_words where link_words.number = links.number)',
  ask(text, channelIds, mode) {
    const words = (mode === 'all' ? splitWords(text) : contentWords(text)).slice(0, maxAsked);
    if (channelIds.length === 0) return null;
    const terms = words.flatMap((word, index) =>
      term(word, mode === 'all' && index === words.length - 1 && isOpenEnded(text, word)),
    );
    return terms.length === 0 ? null : question('words', terms.join(mode === 'all' ? ' & ' : ' | '), channelIds);
  },
  askSubject: (words, channelIds) => question('subject', words.flatMap((word) => term(word)).join(' | '), channelIds),
  *countSubjects(words, limit) {
    const asked = words.flatMap((word) => term(word).map((match) => ({ word, match })));
    const rows = yield* all(count, { matches: JSON.stringify(asked.map(({ match }) => match)), limit });
    return asked.map(({ word }, index) => [word, rows[index]?.n ?? 0]);
  },
};

/** The rows are filtered by channel anyway; for who sees few channels, the index passes over all others' words. */
function question(column: 'words' | 'subject', match: string, channelIds: readonly string[]): WordQuestion {
  const hasPlaces = column === 'words' && channelIds.length <= maxPlaces;
  return {
    ranked: (conditions, limit) =>
      `select link_words.number as found, -ts_rank('${weights}', link_words.${column}, to_tsquery('gloss_words', @match)) as rank
       from link_words join links on links.number = link_words.number
       where link_words.${column} @@ ${hasPlaces ? "(to_tsquery('gloss_words', @match) && @places::tsquery)" : "to_tsquery('gloss_words', @match)"}
         and ${conditions}
       order by link_words.number desc limit ${limit}`,
    parameters: {
      match,
      ...(hasPlaces ? { places: channelIds.map((id) => quoted(placeLexeme(id))).join(' | ') } : {}),
    },
  };
}

/** One word of the house may be several of the parser's: they stand together. */
function term(word: string, isOpen = false): string[] {
  const parts = wordParts(word).map(quoted);
  if (parts.length === 0) return [];
  return [`(${parts.join(' <-> ')}${isOpen ? ':*' : ''})`];
}

/** Letters and digits without accents: whatever else the parser of PostgreSQL would read as an address, a path or a sign. */
function wordParts(word: string): string[] {
  const plain = word
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036F]/g, '')
    .normalize('NFC');
  return plain.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

function partsText(text: string, bytes: number): string {
  const parts = splitWords(text).flatMap(wordParts).join(' ');
  if (Buffer.byteLength(parts) <= bytes) return parts;
  const cut = Buffer.from(parts).subarray(0, bytes).toString();
  return cut.slice(0, Math.max(0, cut.lastIndexOf(' ')));
}

/** With a space, so that it is no word. */
function placeLexeme(channelId: string): string {
  return `place ${channelId}`;
}

function quoted(lexeme: string): string {
  return `'${lexeme.replaceAll(/['\\]/g, '$&$&')}'`;
}
