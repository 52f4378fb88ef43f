import { AppError } from '../../core/errors.ts';
import type { FollowUpStore, StoredFollowUp } from '../../core/follow-up.ts';
import { change, first } from '../database.ts';
import type { Database, Work } from '../database.ts';
import type { MainSchema } from '../schema.ts';
import type { TextSealer } from '../sealed-text.ts';
import type { FollowUpTable } from './follow-up-schema.ts';

export function createFollowUpStore({ kysely, transact }: Database<MainSchema>, sealer: TextSealer): FollowUpStore {
  const read = (row: FollowUpTable | undefined): StoredFollowUp | null =>
    row ? (JSON.parse(sealer.open(row.body, placeOf(row.id))) as StoredFollowUp) : null;
  const countVotes = async (id: string): Promise<{ up: number; down: number }> => {
    const { up, down } = await kysely
      .selectFrom('follow_up_votes')
      .select((row) => [
        row.fn.countAll<number>().filterWhere('value', '=', 'up').as('up'),
        row.fn.countAll<number>().filterWhere('value', '=', 'down').as('down'),
      ])
      .where('follow_up_id', '=', id)
      .executeTakeFirstOrThrow();
    return { up, down };
  };
  const newest = kysely
    .selectFrom('follow_ups')
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1);
  function* putVote(id: string, userId: string, value: 'up' | 'down', now: number): Work<void> {
    const known = yield* first(kysely.selectFrom('follow_ups').select('id').where('id', '=', id));
    if (!known) {
      throw new AppError({
        code: 'unknown_follow_up',
        message: 'The answer that the vote is for is no longer stored.',
        hint: 'Ask again to get a new one.',
      });
    }
    const mine = { follow_up_id: id, user_id: userId };
    const before = yield* first(
      kysely.selectFrom('follow_up_votes').select('value').where('follow_up_id', '=', id).where('user_id', '=', userId),
    );
    yield* change(kysely.deleteFrom('follow_up_votes').where('follow_up_id', '=', id).where('user_id', '=', userId));
    if (before?.value === value) return;
    yield* change(kysely.insertInto('follow_up_votes').values({ ...mine, value, updated_at: now }));
  }

  return {
    async save(followUp) {
      const row = toRow(followUp, sealer);
      const { id: _id, ...changes } = row;
      const put = kysely
        .insertInto('follow_ups')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(changes));
      const forget = kysely.deleteFrom('follow_up_examples').where('follow_up_id', '=', row.id);
      const examples = followUp.examples.map(({ dataset, itemId }) => ({
        follow_up_id: row.id,
        dataset,
        item_id: itemId,
      }));
      await transact(lockOf(row.id), function* () {
        yield* change(put);
        yield* change(forget);
        if (examples.length > 0) yield* change(kysely.insertInto('follow_up_examples').values(examples));
      });
    },
    async get(id) {
      return read(await kysely.selectFrom('follow_ups').selectAll().where('id', '=', id).executeTakeFirst());
    },
    async byJob(jobId) {
      return read(await newest.where('job_id', '=', jobId).executeTakeFirst());
    },
    async lastInThread({ teamId, channelId, threadTs }, before) {
      const row = await newest
        .where('team_id', '=', teamId)
        .where('channel_id', '=', channelId)
        .where('thread_ts', '=', threadTs)
        .where('created_at', '<', before)
        .executeTakeFirst();
      return read(row);
    },
    async lastInChannel({ teamId, channelId }) {
      return read(await newest.where('team_id', '=', teamId).where('channel_id', '=', channelId).executeTakeFirst());
    },
    async vote(id, userId, value, now) {
      await transact(lockOf(id), () => putVote(id, userId, value, now));
      return countVotes(id);
    },
    counts: countVotes,
    async exampleUse() {
      const rows = await kysely
        .selectFrom('follow_up_examples as used')
        .leftJoin('follow_up_votes as vote', 'vote.follow_up_id', 'used.follow_up_id')
        .select((row) => [
          'used.dataset',
          'used.item_id as itemId',
          row.fn.count<number>('used.follow_up_id').distinct().as('usedCount'),
          row.fn.countAll<number>().filterWhere('vote.value', '=', 'up').as('up'),
          row.fn.countAll<number>().filterWhere('vote.value', '=', 'down').as('down'),
        ])
        .groupBy(['used.dataset', 'used.item_id'])
        .orderBy('usedCount', 'desc')
        .orderBy('used.item_id')
        .limit(200)
        .execute();
      return rows;
    },
  };
}

function toRow(followUp: StoredFollowUp, sealer: TextSealer): FollowUpTable {
  return {
    id: followUp.id,
    job_id: followUp.jobId,
    summary_id: followUp.summaryId,
    team_id: followUp.teamId,
    channel_id: followUp.channelId,
    thread_ts: followUp.threadTs,
    question_ts: followUp.questionTs,
    reply_ts: followUp.replyTs,
    trace_id: followUp.traceId,
    created_at: followUp.createdAt,
    body: sealer.seal(JSON.stringify(followUp), placeOf(followUp.id)),
  };
}

function placeOf(id: string): string {
  return `follow-up:${id}`;
}

function lockOf(id: string): string {
  return `follow-up:${id}`;
}
