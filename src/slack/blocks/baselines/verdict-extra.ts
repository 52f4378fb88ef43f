import type { Button } from '@slack/types';
import type { Promotion } from '../../../core/baseline.ts';
import type { EvalRun } from '../../../core/evaluation.ts';
import type { RegressionReport } from '../../../core/regression.ts';
import type { RunStanding } from '../../../evals/baselines/baseline-desk.ts';
import { actionIds, button } from '../button.ts';
import { regressionParts } from '../evals/regression-parts.ts';
import type { EvalCardExtra } from '../evals/result-report.ts';
import { formatMetric } from '../format-metrics.ts';
import { literal } from '../literal.ts';
import type { ReportPart } from '../report.ts';
import { rich } from '../rich-text.ts';
import { formatPromotionReference } from './promotion-reference.ts';

const maxRates = 3;

/**
 * What a verdict adds to the card of a run: the verdict above its figures, who promoted it, and the buttons Promote and Undo.
 * @param undoableUntil of the run's promotion, in milliseconds since the epoch; null where it cannot be undone any more
 */
export function verdictExtra(run: EvalRun, standing: RunStanding, undoableUntil: number | null): EvalCardExtra {
  if (run.status !== 'done') return { headline: null, parts: [], buttons: [] };
  const { verdict, promotion, isPromoted } = standing;
  return {
    headline: verdict === null ? null : `${verdict.report.verdict} against ${verdict.baselineTag}`,
    parts: [
      ...promotionParts(promotion, isPromoted, undoableUntil),
      ...(verdict === null ? missingParts(run, standing) : verdictParts(verdict.report, verdict.notes)),
    ],
    buttons: promotionButtons(run, standing, undoableUntil),
  };
}

/** Verdict, reasons, scorers, worst items, and what a comparison of this size can see. */
export function verdictParts(report: RegressionReport, notes: readonly string[]): ReportPart[] {
  return [
    ...regressionParts(report),
    ...passRateParts(report),
    ...notes.map((text): ReportPart => ({ kind: 'note', text })),
    { kind: 'note', text: sizeText(report) },
  ];
}

/** Pass rates of the scorers under which items differ, with their intervals, and how much may fail where nothing did. */
function passRateParts({ scorers }: RegressionReport): ReportPart[] {
  const lines = scorers
    .filter(({ difference }) => difference !== 0)
    .toSorted((a, b) => b.drop - a.drop)
    .slice(0, maxRates)
    .map(({ scorer, baselineRate, candidateRate, passFail }) => {
      const { rate, low, high } = candidateRate;
      const interval = `90 % interval ${formatMetric.share(low)} to ${formatMetric.share(high)}`;
      const flips =
        passFail === null
          ? ''
          : ` · ${passFail.lost} lost, ${passFail.won} won, McNemar mid-p ${passFail.p < 0.001 ? '< 0.001' : passFail.p.toFixed(3)}`;
      return `${scorer} passed ${formatMetric.share(baselineRate.rate)} → ${formatMetric.share(rate)}, ${interval}${flips}`;
    });
  const ceilings = scorers.flatMap(({ candidateRate }) => candidateRate.failureCeiling ?? []);
  if (ceilings.length > 0) {
    const most = formatMetric.share(Math.max(...ceilings));
    lines.push(
      `Nothing failed under ${ceilings.length} scorers; of further items at most ${most} would (3/n, 95 % confidence)`,
    );
  }
  return lines.map((text): ReportPart => ({ kind: 'note', text }));
}

function sizeText({ scorers, repeats, unit, clusterCount, rules }: RegressionReport): string {
  const drops = scorers.flatMap(({ detectableDrop }) => detectableDrop ?? []);
  const smallest =
    drops.length === 0
      ? 'no item differs, so there is no noise to go by'
      : `a drop of ${Math.max(...drops).toFixed(2)} or more is found four times in five${drops.length === 1 ? '' : ', also under the noisiest scorer'}`;
  const often =
    repeats.baseline === repeats.candidate
      ? `${repeats.candidate}×`
      : `${repeats.candidate}× against ${repeats.baseline}×`;
  const clusters = unit === 'cluster' ? `items in ${clusterCount} clusters, ` : '';
  const how = rules.isStrict ? 'strict: seed rule alone' : `alpha ${rules.alpha}`;
  return `${clusters}each answered ${often}: ${smallest} · ${how}, seed ${rules.seed}`;
}

function missingParts(run: EvalRun, { promotedTag, isPromoted }: RunStanding): ReportPart[] {
  if (isPromoted) return [];
  const text =
    promotedTag === null && run.params.baseline === null
      ? `No baseline is promoted on ${run.params.dataset} yet, so there is no verdict. Promoting this run makes it the first.`
      : `This run has nothing in common with the baseline ${run.params.baseline ?? promotedTag}, so there is no verdict.`;
  return [{ kind: 'text', text }];
}

function promotionParts(promotion: Promotion | null, isPromoted: boolean, undoableUntil: number | null): ReportPart[] {
  if (promotion === null) return [];
  const { promotedBy, promotedAt, reason, isForced, moves, tag, undoneBy, undoneAt } = promotion;
  const labels = moves.map(
    ({ name, label, fromVersion, toVersion }) => `${name}@${label}: ${fromVersion ?? 'not set'} → ${toVersion}`,
  );
  const what = `${isForced ? 'against the verdict ' : ''}as ${tag}, ${formatMetric.moment(promotedAt)}`;
  const why = reason === null ? '' : ` · ${literal(reason, 500)}`;
  const lines = [
    rich.section(
      rich.bold(isPromoted ? '★ Promoted' : 'Was promoted'),
      rich.text(` ${what}, by `),
      rich.user(promotedBy),
      rich.text(why || ' '),
    ),
    ...(undoneBy === null || undoneAt === null
      ? []
      : [rich.section(rich.bold('Undone'), rich.text(` ${formatMetric.moment(undoneAt)}, by `), rich.user(undoneBy))]),
    ...(undoneBy === null ? labels.map((line) => rich.section(rich.text(line))) : []),
  ];
  const until =
    isPromoted && undoableUntil !== null
      ? [{ kind: 'note' as const, text: `Can be undone until ${formatMetric.moment(undoableUntil)}.` }]
      : [];
  return [...lines.map((line): ReportPart => ({ kind: 'rich', block: rich.block(line) })), ...until];
}

function promotionButtons(run: EvalRun, standing: RunStanding, undoableUntil: number | null): Button[] {
  const { verdict, promotion, isPromoted, promotedTag, revision } = standing;
  if (isPromoted) {
    return promotion !== null && undoableUntil !== null ? [button(actionIds.undoPromotion, 'Undo', promotion.id)] : [];
  }
  const isClear = verdict?.report.verdict === 'PASS' && verdict.baselineTag === promotedTag;
  const value = formatPromotionReference({ runId: run.id, revision });
  return [button(actionIds.promoteRun, 'Promote…', value, isClear ? 'primary' : undefined)];
}
