import type { Promotion, PromotionOutcome, PromotionRequest } from '../../core/baseline.ts';
import type { LabelMove, NewLabelMove } from '../../core/prompt-labels.ts';
import { change, first, statement } from '../database.ts';
import type { Database, Work } from '../database.ts';
import { labelLock, moveLabel } from '../prompt-label-moves.ts';
import type { MainSchema } from '../schema.ts';
import type { BaselineTable, PromotedBaselineTable, PromotionTable } from './baseline-schema.ts';

export interface PromotionMover {
  promote(request: PromotionRequest): Promise<PromotionOutcome>;
  undo(id: string, by: string, at: number, reason: string | null): Promise<PromotionOutcome>;
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

const selectPromoted = statement<Pick<PromotedBaselineTable, 'dataset'>, PromotedBaselineTable>(
  'select * from promoted_baselines where dataset = @dataset',
);
const selectBaseline = statement<Pick<BaselineTable, 'dataset' | 'tag'>, BaselineTable>(
  'select * from baselines where dataset = @dataset and tag = @tag',
);
const insertBaseline = statement<BaselineTable>(
  'insert into baselines (dataset, tag, run_id, saved_at, body) values (@dataset, @tag, @run_id, @saved_at, @body)',
);
const pointBaseline = statement<PromotedBaselineTable>(
  `insert into promoted_baselines (dataset, tag, moved_by, moved_at, revision)
   values (@dataset, @tag, @moved_by, @moved_at, @revision)
   on conflict (dataset) do update set tag = excluded.tag, moved_by = excluded.moved_by, moved_at = excluded.moved_at, revision = excluded.revision`,
);
const insertPromotion = statement<PromotionTable>(
  `insert into promotions (id, dataset, run_id, revision, undone_at, body)
   values (@id, @dataset, @run_id, @revision, @undone_at, @body)`,
);
const selectPromotion = statement<Pick<PromotionTable, 'id'>, PromotionTable>(
  'select * from promotions where id = @id',
);
const selectNewest = statement<Pick<PromotionTable, 'dataset'>, Pick<PromotionTable, 'id'>>(
  'select id from promotions where dataset = @dataset and undone_at is null order by revision desc limit 1',
);
const markUndone = statement<{ id: string; at: number; body: string }>(
  'update promotions set undone_at = @at, body = @body where id = @id',
);

function* move(wanted: NewLabelMove): Work<LabelMove[]> {
  const outcome = yield* moveLabel(wanted);
  if (outcome.outcome === 'stale') throw new Stale(`${wanted.name}@${wanted.label}`, outcome.current);
  return outcome.outcome === 'moved' ? [outcome.move] : [];
}

function* promote(request: PromotionRequest): Work<Promotion> {
  const { id, baseline, by, at, reason, verdict, isForced } = request;
  const { dataset, tag, runId } = baseline;
  const standing = yield* first(selectPromoted, { dataset });
  if ((standing?.revision ?? 0) !== request.expectedRevision) throw new Stale('baseline', standing?.tag ?? null);
  const saved = yield* first(selectBaseline, { dataset, tag });
  if (saved === undefined) yield* change(insertBaseline, toBaselineRow(baseline));
  else if (saved.run_id !== runId) throw new Stale('tag', tag);
  const revision = request.expectedRevision + 1;
  yield* change(pointBaseline, { dataset, tag, moved_by: by, moved_at: at, revision });
  const moves: LabelMove[] = [];
  for (const { name, label, from, to } of request.labels) {
    const expected = { version: from };
    const moved = move({ name, label, version: to, kind: 'promote', changedBy: by, changedAt: at, reason, expected });
    moves.push(...(yield* moved));
  }
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
  yield* change(insertPromotion, { id, dataset, run_id: runId, revision, undone_at: null, body });
  return promotion;
}

function* undo(id: string, by: string, at: number, reason: string | null): Work<Promotion> {
  const row = yield* first(selectPromotion, { id });
  if (row === undefined || row.undone_at !== null) throw new Stale('promotion', null);
  const promotion = JSON.parse(row.body) as Promotion;
  const { dataset, previousTag } = promotion;
  const standing = yield* first(selectPromoted, { dataset });
  if (standing?.tag !== promotion.tag || (yield* first(selectNewest, { dataset }))?.id !== id) {
    throw new Stale('baseline', standing?.tag ?? null);
  }
  const revision = standing.revision + 1;
  yield* change(pointBaseline, { dataset, tag: previousTag, moved_by: by, moved_at: at, revision });
  for (const { name, label, fromVersion, toVersion } of promotion.moves) {
    // A label that was new stays: there is nothing to point it to.
    if (fromVersion === null) continue;
    const expected = { version: toVersion };
    yield* move({ name, label, version: fromVersion, kind: 'undo', changedBy: by, changedAt: at, reason, expected });
  }
  const undone: Promotion = { ...promotion, undoneBy: by, undoneAt: at };
  yield* change(markUndone, { id, at, body: JSON.stringify(undone) });
  return undone;
}

/** Moves baseline and labels in one transaction each: nobody ever sees one moved and the other not, and of two people the second sees the first. */
export function createPromotionMover({ transact }: Database<MainSchema>): PromotionMover {
  const outcomeOf = async (work: () => Work<Promotion>): Promise<PromotionOutcome> => {
    try {
      return { outcome: 'done', promotion: await transact(['baselines', labelLock], work) };
    } catch (thrown) {
      if (!(thrown instanceof Stale)) throw thrown;
      return { outcome: 'stale', what: thrown.what, current: thrown.current };
    }
  };
  return {
    promote: (request) => outcomeOf(() => promote(request)),
    undo: (...args) => outcomeOf(() => undo(...args)),
  };
}

export function toBaselineRow(baseline: PromotionRequest['baseline']): BaselineTable {
  const { dataset, tag, runId, savedAt } = baseline;
  return { dataset, tag, run_id: runId, saved_at: savedAt, body: JSON.stringify(baseline) };
}
