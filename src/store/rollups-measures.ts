import { binOf } from './rollups-histogram.ts';
import { hasUnknownCost, modelOf, resultOf, textOf, tokensOf } from './rollups-run.ts';
import type { RunRow } from './rollups-run.ts';
import { isLive } from '../core/span-row.ts';
import type { SpanRow } from '../core/span-row.ts';

/**
 * What one count is about. RUN: a whole trace. STAGE: a span below the root. SCORE: one check of a run's last draft (result `ok` or
 * `failed`). SPEND: what a person's run cost at one stage, by channel and model. PERSON: the same by person alone, which are far fewer sums.
 */
export type MeasureKind = 'RUN' | 'STAGE' | 'SCORE' | 'SPEND' | 'PERSON';

/** One thing that happened, as rollups count it. */
export interface Measure {
  kind: MeasureKind;
  atMs: number;
  /** Of the root, the stage, the check; for SPEND and PERSON the person. */
  name: string;
  channel: string;
  model: string;
  result: string;
  /** Milliseconds, or the value of a check. */
  value: number;
  /** null where values need no distribution. */
  bin: number | null;
  costUsd: number;
  unknownCosts: number;
  inputTokens: number;
  outputTokens: number;
}

const noCost = { costUsd: 0, unknownCosts: 0, inputTokens: 0, outputTokens: 0 };

/** What charts need of a span in columns of its own. */
export interface ChartColumns {
  /** Empty where the span is in no chart of stages. */
  stage: string;
  result: string;
  channel: string;
  model: string;
  person: string;
  /** 1 where a model was asked and its price is not known. */
  unknownCost: 0 | 1;
  /** 0 for what asked no model. */
  inputTokens: number;
  outputTokens: number;
}

export function chartColumnsOf(span: SpanRow): ChartColumns {
  const tokens = span.kind === 'LLM' ? tokensOf(span) : { input: 0, output: 0 };
  return {
    stage: span.parentSpanId === null || !isLive(span) ? '' : span.name,
    result: resultOf(span),
    channel: textOf(span, 'channel'),
    model: modelOf(span),
    person: textOf(span, 'user'),
    unknownCost: hasUnknownCost(span) ? 1 : 0,
    inputTokens: tokens.input,
    outputTokens: tokens.output,
  };
}

export function measuresOfSpan(span: SpanRow): Measure[] {
  const { stage, result, channel, model, person, unknownCost, inputTokens, outputTokens } = chartColumnsOf(span);
  if (stage === '') return [];
  const costUsd = span.kind === 'LLM' ? (span.costUsd ?? 0) : 0;
  const money = { costUsd, unknownCosts: unknownCost, inputTokens, outputTokens };
  const place = { atMs: span.startMs, channel, model };
  const { durationMs } = span;
  const measures: Measure[] = [
    { kind: 'STAGE', ...place, name: stage, result, value: durationMs, bin: binOf(durationMs), ...money },
  ];
  if (costUsd > 0 || unknownCost > 0) {
    const spent = { ...place, name: person, result: '', value: costUsd, bin: null, ...money };
    measures.push({ ...spent, kind: 'SPEND' }, { ...spent, kind: 'PERSON', channel: '', model: '' });
  }
  return measures;
}

export function measuresOfRun(run: RunRow): Measure[] {
  const { startMs: atMs, channel, model, result, durationMs } = run;
  const place = { atMs, channel, model };
  const measures: Measure[] = [
    { kind: 'RUN', ...place, name: run.name, result, value: durationMs, bin: binOf(durationMs), ...noCost },
  ];
  for (const [name, [value, passed]] of Object.entries(scoresWithRates(run))) {
    measures.push({
      kind: 'SCORE',
      ...place,
      name,
      result: passed === 1 ? 'ok' : 'failed',
      value,
      bin: null,
      ...noCost,
    });
  }
  return measures;
}

/** The checks of a run with the two figures that are about all of them; what is stored in `runs.scores`. */
export function scoresWithRates(run: RunRow): RunRow['scores'] {
  if (run.gatePassRate === null) return run.scores;
  return {
    ...run.scores,
    'rate:gates': [run.gatePassRate, run.gatePassRate === 1 ? 1 : 0],
    'count:rewrites': [run.rewriteCount, run.rewriteCount === 0 ? 1 : 0],
  };
}
