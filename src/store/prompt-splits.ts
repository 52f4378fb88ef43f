import { sql } from 'kysely';
import type { Compilable, Kysely } from 'kysely';
import type { Arm, ArmFigures, PromptSplit, PromptSplitStore } from '../core/prompt-split.ts';
import { all, statement } from './database.ts';
import type { Database, Work } from './database.ts';
import type { PromptSplitTable } from './prompt-schema.ts';
import type { MainSchema } from './schema.ts';

export function createPromptSplitTables({ schema }: Kysely<never>): Compilable[] {
  return [
    schema
      .createTable('prompt_splits')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('a', 'text', (column) => column.notNull())
      .addColumn('b', 'text', (column) => column.notNull())
      .addColumn('share_percent', 'integer', (column) => column.notNull())
      .addColumn('started_by', 'text', (column) => column.notNull())
      .addColumn('started_at', 'bigint', (column) => column.notNull())
      .addColumn('ended_by', 'text')
      .addColumn('ended_at', 'bigint'),
    schema.createIndex('prompt_splits_name').on('prompt_splits').columns(['name', 'started_at']),
    // One at a time: two would divide each other's links.
    schema
      .createIndex('prompt_splits_running')
      .unique()
      .on('prompt_splits')
      .column('name')
      .where(sql`ended_at`, 'is', sql`null`),
    schema
      .createTable('prompt_split_runs')
      .addColumn('split_id', 'text', (column) => column.notNull().references('prompt_splits.id'))
      .addColumn('job_id', 'text', (column) => column.notNull())
      .addColumn('arm', 'text', (column) => column.notNull().check(sql`arm in ('a', 'b')`))
      .addColumn('version', 'text', (column) => column.notNull())
      .addColumn('is_fallback', 'integer', (column) => column.notNull())
      .addColumn('outcome', 'text', (column) => column.notNull())
      .addColumn('gate_share', 'double precision')
      .addColumn('rewrite_count', 'integer', (column) => column.notNull())
      .addColumn('cost_usd', 'double precision')
      .addColumn('duration_ms', 'double precision', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('prompt_split_runs_key', ['split_id', 'job_id']),
  ];
}

const selectRuns = statement<{ splitId: string }, RunRow>(
  `select arm, count(*) as n, sum(case when outcome = 'summarized' then 1 else 0 end) as done, count(gate_share) as drafts,
     sum(case when gate_share = 1 and rewrite_count = 0 then 1 else 0 end) as "firstTry", ${sumsOf('gate_share', 'gates')},
     ${sumsOf('cost_usd', 'cost')}, ${sumsOf('duration_ms', 'duration')}
   from prompt_split_runs where split_id = @splitId and is_fallback = 0 group by arm`,
);
const selectVotes = statement<{ splitId: string }, { arm: Arm; n: number; up: number }>(
  `select r.arm, count(*) as n, sum(case when f.value = 'up' then 1 else 0 end) as up
   from prompt_split_runs r join summaries s on s.job_id = r.job_id join feedback f on f.summary_id = s.id
   where r.split_id = @splitId and r.is_fallback = 0 and f.value in ('up', 'down') group by r.arm`,
);
const selectScores = statement<{ splitId: string }, Sums<'score'> & { arm: Arm; name: string }>(
  `select r.arm, c.name, ${sumsOf('c.value', 'score')}
   from prompt_split_runs r join summaries s on s.job_id = r.job_id join scores c on c.summary_id = s.id
   where r.split_id = @splitId and r.is_fallback = 0 group by r.arm, c.name order by c.name`,
);
const selectFallbacks = statement<{ splitId: string }, { arm: Arm; n: number }>(
  'select arm, count(*) as n from prompt_split_runs where split_id = @splitId and is_fallback = 1 group by arm',
);

function* figuresOf(splitId: string): Work<Record<Arm, ArmFigures>> {
  const figures = { a: nothing(), b: nothing() };
  for (const row of yield* all(selectRuns, { splitId })) {
    Object.assign(figures[row.arm], {
      runs: { n: row.n, count: row.done },
      firstTry: { n: row.drafts, count: row.firstTry },
      gates: { n: row.gates_n, sum: row.gates_sum, sumOfSquares: row.gates_squares },
      costUsd: { n: row.cost_n, sum: row.cost_sum, sumOfSquares: row.cost_squares },
      durationMs: { n: row.duration_n, sum: row.duration_sum, sumOfSquares: row.duration_squares },
    });
  }
  for (const { arm, n, up } of yield* all(selectVotes, { splitId })) figures[arm].votes = { n, count: up };
  for (const row of yield* all(selectScores, { splitId })) {
    const sample = { n: row.score_n, sum: row.score_sum, sumOfSquares: row.score_squares };
    figures[row.arm].scores = { ...figures[row.arm].scores, [row.name]: sample };
  }
  for (const { arm, n } of yield* all(selectFallbacks, { splitId })) figures[arm].fallbackCount = n;
  return figures;
}

/** Votes and scores are those of the summaries that the jobs made, whenever they were given. */
export function createPromptSplitStore({ kysely, read }: Database<MainSchema>): PromptSplitStore {
  return {
    async start(split) {
      const added = await kysely
        .insertInto('prompt_splits')
        .values(toRow(split))
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst();
      return added !== undefined;
    },
    async end(id, by, at) {
      const ended = await kysely
        .updateTable('prompt_splits')
        .set({ ended_by: by, ended_at: at })
        .where('id', '=', id)
        .where('ended_at', 'is', null)
        .returning('id')
        .executeTakeFirst();
      return ended !== undefined;
    },
    async running() {
      const rows = await kysely.selectFrom('prompt_splits').selectAll().where('ended_at', 'is', null).execute();
      return rows.map(toSplit);
    },
    async newest(name) {
      const row = await kysely
        .selectFrom('prompt_splits')
        .selectAll()
        .where('name', '=', name)
        .orderBy('started_at', 'desc')
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? null : toSplit(row);
    },
    async putRun(run) {
      await kysely
        .insertInto('prompt_split_runs')
        .values({
          split_id: run.splitId,
          job_id: run.jobId,
          arm: run.arm,
          version: run.version,
          is_fallback: run.isFallback ? 1 : 0,
          outcome: run.outcome,
          gate_share: run.gateShare,
          rewrite_count: run.rewriteCount,
          cost_usd: run.costUsd,
          duration_ms: run.durationMs,
          at: run.at,
        })
        .onConflict((conflict) => conflict.columns(['split_id', 'job_id']).doNothing())
        .execute();
    },
    figures: (splitId) => read(() => figuresOf(splitId)),
  };
}

type Sums<Name extends string> = Record<`${Name}_n` | `${Name}_sum` | `${Name}_squares`, number>;
type RunRow = Sums<'gates'> &
  Sums<'cost'> &
  Sums<'duration'> & { arm: Arm; n: number; done: number; drafts: number; firstTry: number };

/** Count, sum and sum of squares of what is known of a column. */
function sumsOf(column: string, name: string): string {
  return `count(${column}) as ${name}_n, coalesce(sum(${column}), 0) as ${name}_sum, coalesce(sum(${column} * ${column}), 0) as ${name}_squares`;
}

function nothing(): ArmFigures {
  const share = { n: 0, count: 0 };
  const mean = { n: 0, sum: 0, sumOfSquares: 0 };
  return {
    runs: share,
    firstTry: share,
    gates: mean,
    costUsd: mean,
    durationMs: mean,
    votes: share,
    scores: {},
    fallbackCount: 0,
  };
}

function toRow(split: PromptSplit): PromptSplitTable {
  const { id, name, a, b, sharePercent, startedBy, startedAt, endedBy, endedAt } = split;
  const started = { share_percent: sharePercent, started_by: startedBy, started_at: startedAt };
  return { id, name, a, b, ...started, ended_by: endedBy, ended_at: endedAt };
}

function toSplit(row: PromptSplitTable): PromptSplit {
  const { id, name, a, b } = row;
  const started = { sharePercent: row.share_percent, startedBy: row.started_by, startedAt: row.started_at };
  return { id, name, a, b, ...started, endedBy: row.ended_by, endedAt: row.ended_at };
}
