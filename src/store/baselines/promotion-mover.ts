import type { Promotion, PromotionOutcome, PromotionRequest } from '../../core/baseline.ts';
import type { LabelMove, NewLabelMove } from '../../core/prompt-labels.ts';
import { createLabelMover } from '../prompt-label-moves.ts';
import type { MainSchema } from '../schema.ts';
import type { SqliteDatabase } from '../sqlite-database.ts';
import type { BaselineTable, PromotedBaselineTable, PromotionTable } from './baseline-schema.ts';

export interface PromotionMover {
  promote(request: PromotionRequest): PromotionOutcome;
  undo(id: string, by: string, at: number, reason: string | null): PromotionOutcome;
}

/** Thrown inside a transaction, so that it takes back what it did before something was found moved. */
class Stale extends Error {
  readonly what: string;
  readonly current: string | null;
  constructor(what: string, current: string | null) {
    super('something was moved meanwhile');
    this.what = what;
    this.current = current;
  }
}

/** Moves baseline and labels in one transaction each: nobody ever sees one moved and the other not, and of two people the second sees the first. */
export function createPromotionMover(database: SqliteDatabase<MainSchema>): PromotionMover {
  const { handle } = database;
  const moveLabel = createLabelMover(database);
  const selectPromoted = handle.prepare<[string], PromotedBaselineTable>(
    'select * from promoted_baselines where dataset = ?',
  );
  const selectBaseline = handle.prepare<[string, string], BaselineTable>(
    'select * from baselines where dataset = ? and tag = ?',
  );
  const insertBaseline = handle.prepare<[BaselineTable]>(
    'insert into baselines (dataset, tag, run_id, saved_at, body) values (@dataset, @tag, @run_id, @saved_at, @body)',
  );
  const pointBaseline = handle.prepare<[PromotedBaselineTable]>(
    `insert into promoted_baselines (dataset, tag, moved_by, moved_at, revision)
     values (@dataset, @tag, @moved_by, @moved_at, @revision)
     on conflict (dataset) do update set tag = excluded.tag, moved_by = excluded.moved_by, moved_at = excluded.moved_at, revision = excluded.revision`,
  );
  const insertPromotion = handle.prepare<[PromotionTable]>(
    `insert into promotions (id, dataset, run_id, revision, undone_at, body)
     values (@id, @dataset, @run_id, @revision, @undone_at, @body)`,
  );
  const selectPromotion = handle.prepare<[string], PromotionTable>('select * from promotions where id = ?');
  const selectNewest = handle.prepare<[string], Pick<PromotionTable, 'id'>>(
    'select id from promotions where dataset = ? and undone_at is null order by revision desc limit 1',
  );
  const markUndone = handle.prepare<[number, string, string]>(
    'update promotions set undone_at = ?, body = ? where id = ?',
  );

  const move = (wanted: NewLabelMove): LabelMove[] => {
    const outcome = moveLabel(wanted);
    if (outcome.outcome === 'stale') throw new Stale(`${wanted.name}@${wanted.label}`, outcome.current);
    return outcome.outcome === 'moved' ? [outcome.move] : [];
  };

  const promote = handle.transaction((request: PromotionRequest): Promotion => {
    const { id, baseline, by, at, reason, verdict, isForced } = request;
    const { dataset, tag, runId } = baseline;
    const standing = selectPromoted.get(dataset);
    if ((standing?.revision ?? 0) !== request.expectedRevision) throw new Stale('baseline', standing?.tag ?? null);
    const saved = selectBaseline.get(dataset, tag);
    if (saved === undefined) insertBaseline.run(toBaselineRow(baseline));
    else if (saved.run_id !== runId) throw new Stale('tag', tag);
    const revision = request.expectedRevision + 1;
    pointBaseline.run({ dataset, tag, moved_by: by, moved_at: at, revision });
    const moves = request.labels.flatMap(({ name, label, from, to }) =>
      move({
        name,
        label,
        version: to,
        kind: 'promote',
        changedBy: by,
        changedAt: at,
        reason,
        expected: { version: from },
      }),
    );
    const promotion: Promotion = {
      id,
      dataset,
      runId,
      tag,
      previousTag: standing?.tag ?? null,
      revision,
      moves,
      verdict,
      isForced,
      reason,
      promotedBy: by,
      promotedAt: at,
      undoneBy: null,
      undoneAt: null,
    };
    const body = JSON.stringify(promotion);
    insertPromotion.run({ id, dataset, run_id: runId, revision, undone_at: null, body });
    return promotion;
  });

  const undo = handle.transaction((id: string, by: string, at: number, reason: string | null): Promotion => {
    const row = selectPromotion.get(id);
    if (row === undefined || row.undone_at !== null) throw new Stale('promotion', null);
    const promotion = JSON.parse(row.body) as Promotion;
    const { dataset, previousTag } = promotion;
    const standing = selectPromoted.get(dataset);
    if (standing?.tag !== promotion.tag || selectNewest.get(dataset)?.id !== id) {
      throw new Stale('baseline', standing?.tag ?? null);
    }
    const revision = standing.revision + 1;
    pointBaseline.run({ dataset, tag: previousTag, moved_by: by, moved_at: at, revision });
    for (const { name, label, fromVersion, toVersion } of promotion.moves) {
      // A label that was new stays: there is nothing to point it to.
      if (fromVersion === null) continue;
      const expected = { version: toVersion };
      move({ name, label, version: fromVersion, kind: 'undo', changedBy: by, changedAt: at, reason, expected });
    }
    const undone: Promotion = { ...promotion, undoneBy: by, undoneAt: at };
    markUndone.run(at, JSON.stringify(undone), id);
    return undone;
  });

  const outcomeOf = (work: () => Promotion): PromotionOutcome => {
    try {
      return { outcome: 'done', promotion: work() };
    } catch (thrown) {
      if (!(thrown instanceof Stale)) throw thrown;
      return { outcome: 'stale', what: thrown.what, current: thrown.current };
    }
  };
  return {
    // Immediate: from looking to writing nobody else writes.
    promote: (request) => outcomeOf(() => promote.immediate(request)),
    undo: (...args) => outcomeOf(() => undo.immediate(...args)),
  };
}

export function toBaselineRow(baseline: PromotionRequest['baseline']): BaselineTable {
  const { dataset, tag, runId, savedAt } = baseline;
  return { dataset, tag, run_id: runId, saved_at: savedAt, body: JSON.stringify(baseline) };
}
