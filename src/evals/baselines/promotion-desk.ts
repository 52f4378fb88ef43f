import type {
  Baseline,
  BaselineStore,
  LabelPlan,
  Promotion,
  PromotionOutcome,
  RunVerdict,
} from '../../core/baseline.ts';
import { AppError } from '../../core/errors.ts';
import type { EvalRun, EvalRunStore } from '../../core/evaluation.ts';
import type { Outside } from '../../core/outside.ts';
import type { PromptLabels } from '../../core/prompt-labels.ts';
import { baselineOfRun } from './baseline-of-run.ts';
import type { RunJudge } from './judge-run.ts';
import type { BaselineSettings } from './settings.ts';

/** What the verdict asks of who promotes. */
export type PromotionNeed = 'nothing' | 'reason' | 'force';

/** What a promotion would do, as of now. */
export interface PromotionPlan {
  run: EvalRun;
  baseline: Baseline;
  verdict: RunVerdict | null;
  need: PromotionNeed;
  labels: LabelPlan[];
  /** Of the promoted baseline; 0 where there is none. */
  revision: number;
  previousTag: string | null;
}

export interface PromotionDesk {
  /**
   * @param seenRevision of the promoted baseline, as the card showed it; null: whatever it is now, with a verdict against it
   * @throws AppError `unknown_eval_run`, `eval_not_done`, `already_promoted`, `stale_baseline`, `label_elsewhere`
   */
  plan(runId: string, seenRevision: number | null, signal: AbortSignal): Promise<PromotionPlan>;
  /** Baseline and labels move together. @throws AppError `reason_missing`, `promotion_refused`, `stale_baseline`, `stale_label` */
  promote(plan: PromotionPlan, given: { by: string; reason: string | null; force: boolean }): Promise<Promotion>;
  /** @throws AppError `stale_button` where it is unknown or undone */
  get(promotionId: string): Promise<Promotion>;
  /** Takes the newest promotion of its dataset back, both parts, while its button lives. @throws AppError `stale_baseline`, `stale_label`, `undo_expired` */
  undo(promotionId: string, by: string): Promise<Promotion>;
  /** The same without a limit of time. @throws AppError `nothing_before` */
  rollback(dataset: string, by: string, reason: string | null): Promise<Promotion>;
  /** Until when its button takes it back, in milliseconds since the epoch; null where it does not any more. */
  undoableUntil(promotion: Promotion): number | null;
}

export interface PromotionDeskDeps {
  settings: BaselineSettings;
  baselines: BaselineStore;
  runs: Pick<EvalRunStore, 'get'>;
  labels: Pick<PromptLabels, 'current' | 'requireMovable'>;
  judge: Pick<RunJudge, 'look'>;
  outside: Pick<Outside, 'clock' | 'newId'>;
}

export function createPromotionDesk(deps: PromotionDeskDeps): PromotionDesk {
  const { settings, baselines, runs, labels, judge, outside } = deps;

  const verdictOf = async (run: EvalRun, tag: string | null, signal: AbortSignal): Promise<RunVerdict | null> => {
    const stored = await baselines.verdictOf(run.id);
    if (stored !== null && stored.baselineTag === tag) return stored;
    const promoted = tag === null ? null : await baselines.get(run.params.dataset, tag);
    return promoted === null ? null : judge.look(run, promoted, signal);
  };

  /** Prompts that ran under another label than `prod` and are not what runs. */
  const labelsOf = async ({ params, promptVersions }: EvalRun): Promise<LabelPlan[]> => {
    const plans: LabelPlan[] = [];
    for (const [name, label] of Object.entries(params.labels)) {
      const to = promptVersions[name];
      if (label === 'prod' || to === undefined) continue;
      const from = await labels.current(name, 'prod');
      if (from === to) continue;
      labels.requireMovable(name);
      plans.push({ name, label: 'prod', from, to });
    }
    return plans;
  };

  const getPromotion = async (id: string): Promise<Promotion> => {
    const promotion = await baselines.getPromotion(id);
    if (promotion?.undoneAt === null) return promotion;
    throw unknownPromotion();
  };

  const undo = async ({ id }: Promotion, by: string, reason: string | null): Promise<Promotion> =>
    settled(await baselines.undo(id, by, outside.clock.now(), reason));

  const undoableUntil: PromotionDesk['undoableUntil'] = ({ promotedAt, undoneAt }) => {
    const until = promotedAt + settings.undoHours * 3_600_000;
    return undoneAt === null && outside.clock.now() <= until ? until : null;
  };

  return {
    undoableUntil,
    async plan(runId, seenRevision, signal) {
      const run = await runs.get(runId);
      if (run === null) throw unknownRun();
      // Not saved yet: whoever promotes it saves it.
      const baseline = (await baselines.ofRun(run.id)) ?? baselineOfRun(run, null, { by: '', at: outside.clock.now() });
      const promoted = await baselines.promoted(run.params.dataset);
      const revision = promoted?.revision ?? 0;
      const previousTag = promoted?.tag ?? null;
      const standing = previousTag === null ? null : await baselines.get(run.params.dataset, previousTag);
      if (standing?.runId === run.id) throw alreadyPromoted(standing.tag);
      if (seenRevision !== null && seenRevision !== revision) throw staleBaseline(previousTag);
      const verdict = await verdictOf(run, previousTag, signal);
      return {
        run,
        baseline,
        verdict,
        need: needOf(verdict),
        labels: await labelsOf(run),
        revision,
        previousTag,
      };
    },
    async promote(plan, { by, reason, force }) {
      const { verdict, need, revision } = plan;
      const isGiven = reason !== null && reason.trim() !== '';
      if (need === 'force' && !force) throw refusedByVerdict(verdict);
      if (need !== 'nothing' && !isGiven) throw reasonMissing(verdict);
      return settled(
        await baselines.promote({
          id: outside.newId(),
          baseline: plan.baseline.savedBy === '' ? { ...plan.baseline, savedBy: by } : plan.baseline,
          expectedRevision: revision,
          labels: plan.labels,
          verdict: verdict?.report.verdict ?? null,
          isForced: need === 'force',
          reason: isGiven ? reason : null,
          by,
          at: outside.clock.now(),
        }),
      );
    },
    get: getPromotion,
    async undo(promotionId, by) {
      const promotion = await getPromotion(promotionId);
      if (undoableUntil(promotion) === null) throw undoExpired(settings.undoHours);
      return undo(promotion, by, null);
    },
    async rollback(dataset, by, reason) {
      const [newest] = (await baselines.promotions(dataset, 100)).filter(({ undoneAt }) => undoneAt === null);
      if (newest === undefined) {
        throw new AppError({
          code: 'nothing_before',
          message: `Nothing is promoted on ${dataset}, so there is nothing to go back from.`,
          hint: 'See /baseline list.',
        });
      }
      return undo(newest, by, reason);
    },
  };
}

function needOf(verdict: RunVerdict | null): PromotionNeed {
  if (verdict?.report.verdict === 'PASS') return 'nothing';
  return verdict?.report.verdict === 'FAIL' ? 'force' : 'reason';
}

function settled(outcome: PromotionOutcome): Promotion {
  if (outcome.outcome === 'done') return outcome.promotion;
  if (outcome.what === 'baseline') throw staleBaseline(outcome.current);
  if (outcome.what === 'promotion') throw unknownPromotion();
  if (outcome.what === 'tag') {
    throw new AppError({
      code: 'baseline_tag_taken',
      message: `The tag ${outcome.current} belongs to another run.`,
      hint: 'Save this run under another tag first: /baseline save.',
    });
  }
  throw new AppError({
    code: 'stale_label',
    message: `${outcome.what} was moved meanwhile: it is ${outcome.current ?? 'not set'} now. Nothing was changed.`,
    hint: 'Look at /prompt show and decide again.',
  });
}

function staleBaseline(tag: string | null): AppError {
  return new AppError({
    code: 'stale_baseline',
    message: `The promoted baseline was moved meanwhile: it is ${tag ?? 'none'} now. Nothing was changed.`,
    hint: 'Run the eval again, so that it is measured against what is promoted now.',
  });
}

function alreadyPromoted(tag: string): AppError {
  return new AppError({
    code: 'already_promoted',
    message: `This run is the promoted baseline already (${tag}).`,
    hint: 'Nothing had to be moved.',
  });
}

function unknownPromotion(): AppError {
  return new AppError({
    code: 'stale_button',
    message: 'This promotion was undone already.',
    hint: 'See /baseline list.',
  });
}

function undoExpired(hours: number): AppError {
  return new AppError({
    code: 'undo_expired',
    message: `A promotion can be undone by its button for ${hours} hours.`,
    hint: 'Go back with /baseline rollback.',
  });
}

function unknownRun(): AppError {
  return new AppError({
    code: 'unknown_eval_run',
    message: 'This eval run is not stored any more.',
    hint: 'Start a new one with /eval run.',
  });
}

function refusedByVerdict(verdict: RunVerdict | null): AppError {
  return new AppError({
    code: 'promotion_refused',
    message: `The verdict is FAIL: ${verdict?.report.reasons[0] ?? 'the run is worse than the baseline.'}`,
    hint: 'An admin can promote it all the same, with a reason.',
  });
}

function reasonMissing(verdict: RunVerdict | null): AppError {
  return new AppError({
    code: 'reason_missing',
    message:
      verdict === null
        ? 'There is no verdict on this run, so promoting it needs a reason.'
        : `The verdict is ${verdict.report.verdict}, so promoting it needs a reason.`,
    hint: 'Say why.',
  });
}
