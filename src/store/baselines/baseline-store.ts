import type { Baseline, BaselineStore, PromotedBaseline, Promotion, RunVerdict } from '../../core/baseline.ts';
import type { Database } from '../database.ts';
import type { MainSchema } from '../schema.ts';
import type { PromotedBaselineTable } from './baseline-schema.ts';
import { createPromotionMover, toBaselineRow } from './promotion-mover.ts';

export function createBaselineStore(database: Database<MainSchema>): BaselineStore {
  const { kysely } = database;
  const mover = createPromotionMover(database);
  const selectPromotion = () => kysely.selectFrom('promotions').select('body');

  return {
    async save(baseline) {
      await kysely
        .insertInto('baselines')
        .values(toBaselineRow(baseline))
        .onConflict((conflict) => conflict.columns(['dataset', 'tag']).doNothing())
        .execute();
      const { dataset, tag } = baseline;
      const kept = await kysely
        .selectFrom('baselines')
        .select('run_id')
        .where('dataset', '=', dataset)
        .where('tag', '=', tag)
        .executeTakeFirst();
      return kept?.run_id === baseline.runId;
    },
    async get(dataset, tag) {
      const query = kysely.selectFrom('baselines').select('body').where('dataset', '=', dataset).where('tag', '=', tag);
      return read(await query.executeTakeFirst()) as Baseline | null;
    },
    async ofRun(runId) {
      const query = kysely.selectFrom('baselines').select('body').where('run_id', '=', runId);
      return read(await query.orderBy('saved_at', 'desc').limit(1).executeTakeFirst()) as Baseline | null;
    },
    async list({ dataset, limit }) {
      let query = kysely.selectFrom('baselines').select('body');
      if (dataset !== undefined) query = query.where('dataset', '=', dataset);
      const rows = await query.orderBy('saved_at', 'desc').orderBy('dataset').orderBy('tag').limit(limit).execute();
      return rows.map(({ body }) => JSON.parse(body) as Baseline);
    },
    async promoted(dataset) {
      const query = kysely.selectFrom('promoted_baselines').selectAll().where('dataset', '=', dataset);
      const row = await query.executeTakeFirst();
      return row ? toPromoted(row) : null;
    },
    async allPromoted() {
      const rows = await kysely.selectFrom('promoted_baselines').selectAll().orderBy('dataset').execute();
      return rows.map(toPromoted);
    },
    promote: (request) => mover.promote(request),
    undo: (...args) => mover.undo(...args),
    getPromotion: async (id) =>
      read(await selectPromotion().where('id', '=', id).executeTakeFirst()) as Promotion | null,
    async promotions(dataset, limit) {
      const query = selectPromotion().where('dataset', '=', dataset).orderBy('revision', 'desc').limit(limit);
      return (await query.execute()).map(({ body }) => JSON.parse(body) as Promotion);
    },
    async promotionOf(runId) {
      const query = selectPromotion().where('run_id', '=', runId).orderBy('revision', 'desc').limit(1);
      return read(await query.executeTakeFirst()) as Promotion | null;
    },
    async putVerdict(verdict) {
      const { runId, dataset, decidedAt } = verdict;
      const body = JSON.stringify(verdict);
      await kysely
        .insertInto('eval_verdicts')
        .values({ run_id: runId, dataset, decided_at: decidedAt, body })
        .onConflict((conflict) => conflict.column('run_id').doUpdateSet({ decided_at: decidedAt, body }))
        .execute();
    },
    async verdictOf(runId) {
      const query = kysely.selectFrom('eval_verdicts').select('body').where('run_id', '=', runId);
      return read(await query.executeTakeFirst()) as RunVerdict | null;
    },
    async verdicts({ dataset, limit }) {
      let query = kysely.selectFrom('eval_verdicts').select('body');
      if (dataset !== undefined) query = query.where('dataset', '=', dataset);
      const rows = await query.orderBy('decided_at', 'desc').orderBy('run_id', 'desc').limit(limit).execute();
      return rows.map(({ body }) => JSON.parse(body) as RunVerdict);
    },
  };
}

function read(row: { body: string } | undefined): unknown {
  return row ? JSON.parse(row.body) : null;
}

function toPromoted(row: PromotedBaselineTable): PromotedBaseline {
  const { dataset, tag, revision } = row;
  return { dataset, tag, revision, movedBy: row.moved_by, movedAt: row.moved_at };
}
