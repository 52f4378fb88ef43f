import type { Selectable, Updateable } from 'kysely';
import type { Failure } from '../../core/errors.ts';
import type { EvalItemResult, EvalParams, EvalRun, EvalRunStore, ScorerFigures } from '../../core/evaluation.ts';
import type { Database } from '../database.ts';
import type { EvalRunTable } from './eval-schema.ts';
import type { MainSchema } from '../schema.ts';
import type { TextSealer } from '../sealed-text.ts';

export interface EvalRunRepository extends EvalRunStore {
  /** Removes runs that nobody agreed to, from before a time (milliseconds since the epoch). @returns how many */
  purgePlanned(beforeMs: number): Promise<number>;
}

export function createEvalRunStore({ kysely }: Database<MainSchema>, sealer: TextSealer): EvalRunRepository {
  return {
    /** A run that is known by its id stays as it is. */
    async create(run) {
      await kysely
        .insertInto('eval_runs')
        .values(toRow(run))
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute();
    },
    async update(id, change, onlyIn) {
      const changes = toChanges(change);
      if (Object.keys(changes).length === 0) return false;
      let query = kysely.updateTable('eval_runs').set(changes).where('id', '=', id);
      if (onlyIn !== undefined) query = query.where('status', 'in', [...onlyIn]);
      return (await query.executeTakeFirst()).numUpdatedRows > 0n;
    },
    async get(id) {
      const row = await kysely.selectFrom('eval_runs').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? fromRow(row) : null;
    },
    async list({ teamId, dataset, limit, beforeId }) {
      let query = kysely.selectFrom('eval_runs').selectAll().where('status', '<>', 'planned');
      if (teamId !== undefined) query = query.where('team_id', '=', teamId);
      if (dataset !== undefined) query = query.where('dataset', '=', dataset);
      if (beforeId !== undefined) {
        const before = await kysely
          .selectFrom('eval_runs')
          .select(['id', 'created_at'])
          .where('id', '=', beforeId)
          .executeTakeFirst();
        if (before) {
          query = query.where((row) =>
            row.or([
              row('created_at', '<', before.created_at),
              row.and([row('created_at', '=', before.created_at), row('id', '<', before.id)]),
            ]),
          );
        }
      }
      const rows = await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
      return rows.map(fromRow);
    },
    async purgePlanned(beforeMs) {
      const { numDeletedRows } = await kysely
        .deleteFrom('eval_runs')
        .where('status', '=', 'planned')
        .where('created_at', '<', beforeMs)
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
    async putResult(runId, result) {
      const body = sealer.seal(JSON.stringify(result), placeOf(runId, result));
      await kysely
        .insertInto('eval_results')
        .values({ run_id: runId, item_id: result.itemId, repeat_index: result.repeat, body })
        .onConflict((conflict) => conflict.columns(['run_id', 'item_id', 'repeat_index']).doUpdateSet({ body }))
        .execute();
    },
    async results(runId) {
      const rows = await kysely
        .selectFrom('eval_results')
        .selectAll()
        .where('run_id', '=', runId)
        .orderBy('item_id')
        .orderBy('repeat_index')
        .execute();
      return rows.map(
        (row) =>
          JSON.parse(
            sealer.open(row.body, placeOf(runId, { itemId: row.item_id, repeat: row.repeat_index })),
          ) as EvalItemResult,
      );
    },
  };
}

function placeOf(runId: string, { itemId, repeat }: Pick<EvalItemResult, 'itemId' | 'repeat'>): string {
  return `eval:${runId}:${itemId}:${repeat}`;
}

function toRow(run: EvalRun): EvalRunTable {
  return { id: run.id, dataset: run.params.dataset, ...columnsOf(run) };
}

/** Only the columns that the change names. */
function toChanges(change: Partial<EvalRun>): Updateable<EvalRunTable> {
  const columns = columnsOf(change as EvalRun);
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}

function columnsOf(run: EvalRun): Omit<EvalRunTable, 'id' | 'dataset'> {
  return {
    team_id: run.teamId,
    started_by: run.startedBy,
    channel_id: run.place && run.place.channelId,
    message_ts: run.place && run.place.ts,
    status: run.status,
    params: JSON.stringify(run.params),
    prompt_versions: JSON.stringify(run.promptVersions),
    provider: run.provider,
    model: run.model,
    git_commit: run.gitCommit,
    item_count: run.itemCount,
    done_count: run.doneCount,
    cost_usd: run.costUsd,
    created_at: run.createdAt,
    started_at: run.startedAt,
    finished_at: run.finishedAt,
    failure: run.failure && JSON.stringify(run.failure),
    figures: JSON.stringify(run.figures),
  };
}

function fromRow(row: Selectable<EvalRunTable>): EvalRun {
  return {
    id: row.id,
    teamId: row.team_id,
    startedBy: row.started_by,
    place:
      row.channel_id === null || row.message_ts === null ? null : { channelId: row.channel_id, ts: row.message_ts },
    params: JSON.parse(row.params) as EvalParams,
    status: row.status,
    promptVersions: JSON.parse(row.prompt_versions) as EvalRun['promptVersions'],
    provider: row.provider,
    model: row.model,
    gitCommit: row.git_commit,
    itemCount: row.item_count,
    doneCount: row.done_count,
    costUsd: row.cost_usd,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    failure: row.failure === null ? null : (JSON.parse(row.failure) as Failure),
    figures: JSON.parse(row.figures) as ScorerFigures[],
  };
}
