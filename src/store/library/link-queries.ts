/** What of the library scans; runs in the read worker. */
import type Sqlite from 'better-sqlite3';
import type { LinkFilter, LinkScope } from '../../core/library.ts';
import type { LinkRow } from './library-schema.ts';
import { columnWeights, matchSubject, matchWords } from './link-words.ts';

export type DigestRow = LinkRow & { reactions: number; up: number; down: number; summary: string };

export interface LinkQueries {
  searchLinks(words: string, scope: LinkScope, filter: LinkFilter): LinkRow[];
  recentLinks(scope: LinkScope, filter: LinkFilter): LinkRow[];
  digestLinks(scope: LinkScope, fromMs: number, toMs: number): DigestRow[];
  /** Links that share rare words with a text, and in how many links of the whole library each of those words is. */
  relatedLinks(
    words: readonly string[],
    scope: LinkScope,
    limit: number,
  ): { rows: LinkRow[]; frequencies: [string, number][]; total: number };
}

/** Of words that more links have, the newest this many are ranked: ranking looks at each, and older ones would rarely win. */
const maxRanked = 1500;
/** A word that more links have tells nothing of what a page is about. */
const maxFrequency = 2000;
const maxSubjectWords = 14;
const maxDigested = 500;

export function createLinkQueries(handle: Sqlite.Database): LinkQueries {
  const ranked = (match: string, scope: LinkScope, filter: LinkFilter): LinkRow[] =>
    handle
      .prepare<object, LinkRow>(
        `select links.*, summaries.canonical_url from (
           select link_words.rowid as found, bm25(link_words, ${columnWeights}) as rank
           from link_words join links on links.number = link_words.rowid
           where link_words match @match and links.channel_id in (select value from json_each(@channels))
             and ${conditions(filter)}
           order by link_words.rowid desc limit ${maxRanked}
         ) join links on links.number = found join summaries on summaries.id = links.summary_id
         order by rank, found desc limit @limit`,
      )
      .all({ match, channels: JSON.stringify(scope.channelIds), ...parameters(scope, filter) });

  return {
    searchLinks(words, scope, filter) {
      for (const mode of ['all', 'any'] as const) {
        const match = matchWords(words, scope.channelIds, mode);
        const rows = match === null ? [] : ranked(match, scope, { ...filter, limit: filter.limit * 3 });
        if (rows.length > 0) return eachPageOnce(rows, filter.limit);
      }
      return [];
    },
    recentLinks(scope, filter) {
      const newest = handle.prepare<object, LinkRow>(
        `select links.*, summaries.canonical_url from links join summaries on summaries.id = links.summary_id
         where links.channel_id = @channel and ${conditions(filter)}
         order by links.created_at desc, links.number desc limit @limit`,
      );
      const given = parameters(scope, { ...filter, limit: filter.limit * 3 });
      const rows = scope.channelIds.flatMap((channel) => newest.all({ ...given, channel }));
      return eachPageOnce(
        rows.toSorted((a, b) => b.created_at - a.created_at || b.number - a.number),
        filter.limit,
      );
    },
    digestLinks(scope, fromMs, toMs) {
      return handle
        .prepare<object, DigestRow>(
          `select links.*, summaries.canonical_url, summaries.body as summary,
             (select count(*) from link_reactions where link_reactions.summary_id = links.summary_id) as reactions,
             (select count(*) from feedback where feedback.summary_id = links.summary_id and value = 'up') as up,
             (select count(*) from feedback where feedback.summary_id = links.summary_id and value = 'down') as down
           from links join summaries on summaries.id = links.summary_id
           where links.team_id = @team and links.channel_id in (select value from json_each(@channels))
             and links.created_at >= @fromMs and links.created_at < @toMs
           order by links.created_at desc, links.number desc limit ${maxDigested}`,
        )
        .all({ team: scope.teamId, channels: JSON.stringify(scope.channelIds), fromMs, toMs });
    },
    relatedLinks(words, scope, limit) {
      const countOf = handle
        .prepare<{ match: string }, number>(
          `select count(*) from (select 1 from link_words where link_words match @match limit ${maxFrequency + 1})`,
        )
        .pluck();
      const total = handle.prepare<[], number>('select count(*) from links').pluck().get() ?? 0;
      const frequencies = words
        .map((word): [string, number] => [word, countOf.get({ match: matchSubject([word], null) }) ?? 0])
        .filter(([, count]) => count > 1 && count <= maxFrequency)
        .toSorted((a, b) => a[1] - b[1])
        .slice(0, maxSubjectWords);
      if (frequencies.length === 0 || scope.channelIds.length === 0) return { rows: [], frequencies, total };
      const match = matchSubject(
        frequencies.map(([word]) => word),
        scope.channelIds,
      );
      return { rows: ranked(match, scope, { limit }), frequencies, total };
    },
  };
}

function conditions(filter: LinkFilter): string {
  return [
    'links.team_id = @team',
    ...(filter.site === undefined ? [] : [`(links.site = @site or links.site like '%.' || @site)`]),
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
    ...(site === undefined ? {} : { site }),
    ...(requestedBy === undefined ? {} : { person: requestedBy }),
    ...(fromMs === undefined ? {} : { from: fromMs }),
    ...(toMs === undefined ? {} : { to: toMs }),
  };
}

function eachPageOnce(rows: readonly LinkRow[], limit: number): LinkRow[] {
  const seen = new Set<string>();
  return rows.filter((row) => !seen.has(row.page) && seen.add(row.page)).slice(0, limit);
}
