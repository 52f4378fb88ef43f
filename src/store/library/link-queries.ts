/** What of the library scans: run by the read worker on SQLite, beside all else on PostgreSQL. */
import type { LinkFilter, LinkScope } from '../../core/library.ts';
import { all, first, statement } from '../database.ts';
import type { Dialect, Work } from '../database.ts';
import { jsonTexts } from '../sql-lists.ts';
import type { LinkRow } from './library-schema.ts';
import { linkWordsIndex } from './link-words-index.ts';
import type { WordQuestion } from './link-words.ts';

export type DigestRow = LinkRow & { reactions: number; up: number; down: number; summary: string };

export interface RelatedRows {
  rows: LinkRow[];
  /** In how many links of the whole library each of the words is. */
  frequencies: [string, number][];
  total: number;
}

export interface LinkQueries {
  searchLinks(words: string, scope: LinkScope, filter: LinkFilter): Work<LinkRow[]>;
  recentLinks(scope: LinkScope, filter: LinkFilter): Work<LinkRow[]>;
  digestLinks(scope: LinkScope, fromMs: number, toMs: number): Work<DigestRow[]>;
  /** Links that share rare words with a text. */
  relatedLinks(words: readonly string[], scope: LinkScope, limit: number): Work<RelatedRows>;
}

/** Of words that more links have, the newest this many are ranked: ranking looks at each, and older ones would rarely win. */
const maxRanked = 1500;
/** A word that more links have tells nothing of what a page is about. */
const maxFrequency = 2000;
const maxSubjectWords = 14;
const maxDigested = 500;

const countAll = statement<object, { n: number }>('select count(*) as n from links');

export function createLinkQueries(dialect: Dialect): LinkQueries {
  const index = linkWordsIndex(dialect);
  const inScope = `links.channel_id in ${jsonTexts(dialect, '@channels')}`;
  const digested = statement<{ team: string; channels: string; fromMs: number; toMs: number }, DigestRow>(
    `select links.*, summaries.canonical_url, summaries.body as summary,
       (select count(*) from link_reactions where link_reactions.summary_id = links.summary_id) as reactions,
       (select count(*) from feedback where feedback.summary_id = links.summary_id and value = 'up') as up,
       (select count(*) from feedback where feedback.summary_id = links.summary_id and value = 'down') as down
     from links join summaries on summaries.id = links.summary_id
     where links.team_id = @team and ${inScope} and links.created_at >= @fromMs and links.created_at < @toMs
     order by links.created_at desc, links.number desc limit ${maxDigested}`,
  );

  function* ranked(question: WordQuestion, scope: LinkScope, filter: LinkFilter): Work<LinkRow[]> {
    const found = statement<object, LinkRow>(
      `select links.*, summaries.canonical_url
       from (${question.ranked(`${inScope} and ${conditions(filter)}`, maxRanked)}) as best
       join links on links.number = best.found join summaries on summaries.id = links.summary_id
       order by best.rank, best.found desc limit @limit`,
    );
    return yield* all(found, {
      ...question.parameters,
      channels: JSON.stringify(scope.channelIds),
      ...parameters(scope, filter),
    });
  }

  return {
    *searchLinks(words, scope, filter) {
      for (const mode of ['all', 'any'] as const) {
        const question = index.ask(words, scope.channelIds, mode);
        const rows = question === null ? [] : yield* ranked(question, scope, { ...filter, limit: filter.limit * 3 });
        if (rows.length > 0) return eachPageOnce(rows, filter.limit);
      }
      return [];
    },
    *recentLinks(scope, filter) {
      const newest = statement<object, LinkRow>(
        `select links.*, summaries.canonical_url from links join summaries on summaries.id = links.summary_id
         where links.channel_id = @channel and ${conditions(filter)}
         order by links.created_at desc, links.number desc limit @limit`,
      );
      const given = parameters(scope, { ...filter, limit: filter.limit * 3 });
      const rows: LinkRow[] = [];
      for (const channel of scope.channelIds) rows.push(...(yield* all(newest, { ...given, channel })));
      return eachPageOnce(
        rows.toSorted((a, b) => b.created_at - a.created_at || b.number - a.number),
        filter.limit,
      );
    },
    digestLinks: (scope, fromMs, toMs) =>
      all(digested, { team: scope.teamId, channels: JSON.stringify(scope.channelIds), fromMs, toMs }),
    *relatedLinks(words, scope, limit) {
      const total = (yield* first(countAll, {}))?.n ?? 0;
      const counted = yield* index.countSubjects(words, maxFrequency + 1);
      const frequencies = counted
        .filter(([, count]) => count > 1 && count <= maxFrequency)
        .toSorted((a, b) => a[1] - b[1])
        .slice(0, maxSubjectWords);
      if (frequencies.length === 0 || scope.channelIds.length === 0) return { rows: [], frequencies, total };
      const question = index.askSubject(
        frequencies.map(([word]) => word),
        scope.channelIds,
      );
      return { rows: yield* ranked(question, scope, { limit }), frequencies, total };
    },
  };
}

function conditions(filter: LinkFilter): string {
  return [
    'links.team_id = @team',
    ...(filter.site === undefined ? [] : [`(links.site = @site or links.site like @below escape '!')`]),
    ...(filter.requestedBy === undefined ? [] : ['links.requested_by = @person']),
    ...(filter.fromMs === undefined ? [] : ['links.created_at >= @from']),
    ...(filter.toMs === undefined ? [] : ['links.created_at < @to']),
  ].join(' and ');
}

function parameters(scope: LinkScope, filter: LinkFilter): Record<string, string | number> {
  const { site, requestedBy, fromMs, toMs, limit } = filter;
  return {
    team: scope.teamId,
    limit,
    ...(site === undefined ? {} : { site, below: `%.${site.replaceAll(/[!%_]/g, '!$&')}` }),
    ...(requestedBy === undefined ? {} : { person: requestedBy }),
    ...(fromMs === undefined ? {} : { from: fromMs }),
    ...(toMs === undefined ? {} : { to: toMs }),
  };
}

function eachPageOnce(rows: readonly LinkRow[], limit: number): LinkRow[] {
  const seen = new Set<string>();
  return rows.filter((row) => !seen.has(row.page) && seen.add(row.page)).slice(0, limit);
}
