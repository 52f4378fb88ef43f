import type { Selectable } from 'kysely';
import { AppError } from '../../core/errors.ts';
import type { Idea, IdeaStore } from '../../core/idea.ts';
import type { MainSchema } from '../schema.ts';
import type { TextSealer } from '../sealed-text.ts';
import type { SqliteDatabase } from '../sqlite-database.ts';
import type { IdeaTable } from './idea-tables.ts';

type CountedRow = Selectable<IdeaTable> & { votes: number; canonical_url: string };

export function createIdeaStore({ kysely, handle }: SqliteDatabase<MainSchema>, sealer: TextSealer): IdeaStore {
  const read = (row: CountedRow): Idea => ({
    id: row.id,
    summaryId: row.summary_id,
    teamId: row.team_id,
    channelId: row.channel_id,
    url: row.canonical_url,
    theme: row.theme,
    text: sealer.open(row.body, `idea:${row.id}`),
    voteCount: row.votes,
    claimedBy: row.claimed_by,
    createdAt: row.created_at,
  });
  const counted = kysely
    .selectFrom('ideas')
    .innerJoin('summaries', 'summaries.id', 'ideas.summary_id')
    .selectAll('ideas')
    .select('summaries.canonical_url')
    .select((row) =>
      row
        .selectFrom('idea_votes')
        .select((votes) => votes.fn.countAll<number>().as('n'))
        .whereRef('idea_id', '=', 'ideas.id')
        .$asScalar()
        .$notNull()
        .as('votes'),
    );
  const exists = handle.prepare<[string], number>('select 1 from ideas where id = ?').pluck();
  const takeBack = handle.prepare('delete from idea_votes where idea_id = ? and user_id = ?');
  const give = handle.prepare('insert into idea_votes (idea_id, user_id) values (?, ?)');
  const vote = handle.transaction((id: string, userId: string) => {
    if (exists.get(id) === undefined) throw unknownIdea();
    if (takeBack.run(id, userId).changes === 0) give.run(id, userId);
  });
  const claimant = handle.prepare<[string], { claimed_by: string | null }>('select claimed_by from ideas where id = ?');
  const setClaimant = handle.prepare('update ideas set claimed_by = ? where id = ?');
  const setClaim = handle.transaction((id: string, userId: string, wanted: string | null): boolean => {
    const row = claimant.get(id);
    if (!row) throw unknownIdea();
    if (row.claimed_by !== null && row.claimed_by !== userId) {
      throw new AppError({
        code: 'already_claimed',
        message: 'Somebody else has taken this idea on.',
        hint: 'Talk to them, or wait until they give it up.',
      });
    }
    setClaimant.run(wanted, id);
    return row.claimed_by !== wanted;
  });

  return {
    async get(id) {
      const row = await counted.where('ideas.id', '=', id).executeTakeFirst();
      return row ? read(row) : null;
    },
    async ofSummary(summaryId) {
      return (await counted.where('ideas.summary_id', '=', summaryId).orderBy('position').execute()).map(read);
    },
    async board({ teamId, channelIds }, { theme, limit }) {
      if (channelIds.length === 0) return [];
      let query = counted.where('ideas.team_id', '=', teamId).where('ideas.channel_id', 'in', [...channelIds]);
      if (theme !== undefined) query = query.where((row) => row(row.fn('lower', ['theme']), '=', theme.toLowerCase()));
      const rows = await query
        .orderBy('theme')
        .orderBy('votes', 'desc')
        .orderBy('ideas.created_at', 'desc')
        .orderBy('ideas.id')
        .limit(limit)
        .execute();
      return rows.map(read);
    },
    vote: async (id, userId) => vote.immediate(id, userId),
    claim: async (id, userId) => setClaim.immediate(id, userId, userId),
    giveUp: async (id, userId) => setClaim.immediate(id, userId, null),
  };
}

function unknownIdea(): AppError {
  return new AppError({
    code: 'unknown_idea',
    message: 'I no longer have this idea.',
    hint: 'The summary it came from was rewritten or removed.',
  });
}
