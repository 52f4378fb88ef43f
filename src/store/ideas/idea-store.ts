import type { Selectable } from 'kysely';
import { AppError } from '../../core/errors.ts';
import type { Idea, IdeaStore } from '../../core/idea.ts';
import { change, first } from '../database.ts';
import type { Database, Work } from '../database.ts';
import type { MainSchema } from '../schema.ts';
import type { TextSealer } from '../sealed-text.ts';
import type { IdeaTable } from './idea-tables.ts';

type CountedRow = Selectable<IdeaTable> & { votes: number; canonical_url: string };

export function createIdeaStore({ kysely, transact }: Database<MainSchema>, sealer: TextSealer): IdeaStore {
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
  const claimantOf = (id: string) => kysely.selectFrom('ideas').select('claimed_by').where('id', '=', id);

  function* vote(id: string, userId: string): Work<void> {
    if (!(yield* first(claimantOf(id)))) throw unknownIdea();
    const takeBack = kysely.deleteFrom('idea_votes').where('idea_id', '=', id).where('user_id', '=', userId);
    if ((yield* change(takeBack)) > 0) return;
    yield* change(kysely.insertInto('idea_votes').values({ idea_id: id, user_id: userId }));
  }

  function* setClaim(id: string, userId: string, wanted: string | null): Work<boolean> {
    const row = yield* first(claimantOf(id));
    if (!row) throw unknownIdea();
    if (row.claimed_by !== null && row.claimed_by !== userId) {
      throw new AppError({
        code: 'already_claimed',
        message: 'Somebody else has taken this idea on.',
        hint: 'Talk to them, or wait until they give it up.',
      });
    }
    yield* change(kysely.updateTable('ideas').set({ claimed_by: wanted }).where('id', '=', id));
    return row.claimed_by !== wanted;
  }

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
      if (theme !== undefined) query = query.where((row) => row(row.fn('lower', ['theme']), '=', lowerAscii(theme)));
      const rows = await query
        .orderBy('theme')
        .orderBy('votes', 'desc')
        .orderBy('ideas.created_at', 'desc')
        .orderBy('ideas.id')
        .limit(limit)
        .execute();
      return rows.map(read);
    },
    vote: (id, userId) => transact(lockOf(id), () => vote(id, userId)),
    claim: (id, userId) => transact(lockOf(id), () => setClaim(id, userId, userId)),
    giveUp: (id, userId) => transact(lockOf(id), () => setClaim(id, userId, null)),
  };
}

function lockOf(id: string): string {
  return `idea:${id}`;
}

/** As `lower` of both databases does it. */
function lowerAscii(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function unknownIdea(): AppError {
  return new AppError({
    code: 'unknown_idea',
    message: 'I no longer have this idea.',
    hint: 'The summary it came from was rewritten or removed.',
  });
}
