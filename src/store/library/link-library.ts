import type { LinkLibrary, LinkRecord, RelatedLink } from '../../core/library.ts';
import type { StoredSummary } from '../../core/ports.ts';
import { contentWords } from '../../core/words.ts';
import { all, change } from '../database.ts';
import type { Database, Work } from '../database.ts';
import type { MainSchema, SummaryTable } from '../schema.ts';
import type { LinkRow } from './library-schema.ts';
import type { TextSealer } from '../sealed-text.ts';
import { openSummaryBody } from '../summary-body.ts';
import { readLinkRow } from './link-body.ts';
import { pageKey } from './page-key.ts';
import type { ArtifactRepository } from '../artifacts.ts';
import type { RunQuery } from '../read-queries.ts';

export interface LinkLibraryDeps {
  sealer: TextSealer;
  summaryOf: (id: string) => Promise<StoredSummary | null>;
  run: RunQuery;
  artifacts: Pick<ArtifactRepository, 'remove'>;
}

/** Of what goes with a message. */
const goneColumns = ['id', 'job_id', 'channel_id', 'reply_ts', 'trace_id'] as const;
type GoneRow = Pick<SummaryTable, (typeof goneColumns)[number]>;

/** Candidates that are compared word by word. */
const maxCandidates = 40;
/** Pages that share less are related by accident. */
const minSimilarity = 0.25;

export function createLinkLibrary(
  { kysely, transact }: Database<MainSchema>,
  { sealer, summaryOf, run, artifacts }: LinkLibraryDeps,
): LinkLibrary {
  const read = (rows: readonly LinkRow[]): LinkRecord[] => rows.map((row) => readLinkRow(sealer, row));

  function* forget(place: { teamId: string; channelId: string; messageTs: string }): Work<GoneRow[]> {
    const { teamId, channelId, messageTs } = place;
    const gone = yield* all(
      kysely
        .deleteFrom('summaries')
        .where('team_id', '=', teamId)
        .where('channel_id', '=', channelId)
        .where('message_ts', '=', messageTs)
        .returning(goneColumns),
    );
    const asked = yield* all(
      kysely
        .deleteFrom('follow_ups')
        .where((row) =>
          row.or([
            row.and({ team_id: teamId, channel_id: channelId, question_ts: messageTs }),
            ...(gone.length === 0
              ? []
              : [
                  row(
                    'summary_id',
                    'in',
                    gone.map(({ id }) => id),
                  ),
                ]),
          ]),
        )
        .returning(goneColumns),
    );
    const replies = [...gone, ...asked];
    for (const { job_id: jobId } of replies) yield* change(kysely.deleteFrom('job_steps').where('job_id', '=', jobId));
    return replies;
  }

  const putReaction = async (id: string, userId: string, emoji: string, isAdded: boolean): Promise<void> => {
    const row = { summary_id: id, user_id: userId, emoji };
    if (isAdded) {
      await kysely
        .insertInto('link_reactions')
        .values(row)
        .onConflict((conflict) => conflict.columns(['summary_id', 'user_id', 'emoji']).doNothing())
        .execute();
      return;
    }
    await kysely
      .deleteFrom('link_reactions')
      .where('summary_id', '=', id)
      .where('user_id', '=', userId)
      .where('emoji', '=', emoji)
      .execute();
  };

  return {
    search: async (words, scope, filter) => read(await run('searchLinks', words, scope, filter)),
    recent: async (scope, filter) => read(await run('recentLinks', scope, filter)),
    async digest(scope, fromMs, toMs) {
      const rows = await run('digestLinks', scope, fromMs, toMs);
      return rows.map((row) => {
        const { gates } = openSummaryBody(sealer, row.summary_id, row.summary);
        return {
          ...readLinkRow(sealer, row),
          reactionCount: row.reactions,
          up: row.up,
          down: row.down,
          quality: gates.length === 0 ? null : gates.reduce((sum, { value }) => sum + value, 0) / gates.length,
        };
      });
    },
    async related(summaryId, scope, limit) {
      const summary = await summaryOf(summaryId);
      if (summary?.draft == null) return [];
      const title = summary.evidence?.sources[0]?.title ?? '';
      const words = [...new Set(contentWords(`${title} ${summary.draft.tldr.map(({ text }) => text).join(' ')}`))];
      const found = await run('relatedLinks', words.slice(0, 60), scope, maxCandidates);
      const weights = new Map(
        found.frequencies.map(([word, count]) => [word, Math.log(1 + found.total / Math.max(1, count))]),
      );
      return read(found.rows)
        .filter((link) => link.canonicalUrl !== summary.canonicalUrl)
        .map((link): RelatedLink => ({ ...link, similarity: sharedWeight(link, weights) }))
        .filter(({ similarity }) => similarity >= minSimilarity)
        .toSorted((a, b) => b.similarity - a.similarity || b.createdAt - a.createdAt)
        .filter((link, index, all) => all.findIndex((other) => other.canonicalUrl === link.canonicalUrl) === index)
        .slice(0, limit);
    },
    async ofPage(canonicalUrl, { teamId, channelIds }) {
      if (channelIds.length === 0) return [];
      const rows = await kysely
        .selectFrom('links')
        .innerJoin('summaries', 'summaries.id', 'links.summary_id')
        .selectAll('links')
        .select('summaries.canonical_url')
        .where('links.team_id', '=', teamId)
        .where('links.page', '=', pageKey(canonicalUrl))
        .where('links.channel_id', 'in', [...channelIds])
        .orderBy('links.created_at', 'desc')
        .orderBy('links.number', 'desc')
        .limit(20)
        .execute();
      return read(rows);
    },
    async react({ teamId, channelId, ts }, userId, emoji, isAdded) {
      for (const column of ['message_ts', 'reply_ts'] as const) {
        const found = await kysely
          .selectFrom('summaries')
          .select('id')
          .where('team_id', '=', teamId)
          .where('channel_id', '=', channelId)
          .where(column, '=', ts)
          .execute();
        for (const { id } of found) await putReaction(id, userId, emoji, isAdded);
      }
    },
    async channelIds(teamId) {
      const rows = await kysely
        .selectFrom('links')
        .select('channel_id')
        .distinct()
        .where('team_id', '=', teamId)
        .execute();
      return rows.map((row) => row.channel_id);
    },
    async forgetMessage(place) {
      const gone = await transact([], () => forget(place));
      await artifacts.remove(gone.map((row) => row.trace_id).filter((traceId) => traceId !== ''));
      return gone.map((row) => ({
        id: row.id,
        channelId: row.channel_id,
        replyTs: row.reply_ts,
        traceId: row.trace_id,
      }));
    },
  };
}

/** The share of the words' weight that a link's title and summary have, 0 to 1. */
function sharedWeight(link: LinkRecord, weights: ReadonlyMap<string, number>): number {
  const own = new Set(contentWords(`${link.title} ${link.tldr}`));
  let shared = 0;
  let total = 0;
  for (const [word, weight] of weights) {
    total += weight;
    if (own.has(word)) shared += weight;
  }
  return total === 0 ? 0 : shared / total;
}
