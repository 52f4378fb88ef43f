import type { EvalItemResult, EvalRun } from '../../../core/evaluation.ts';
import { formatMetric } from '../format-metrics.ts';

/** `▰▰▰▱▱▱▱▱▱▱ 12/40`. */
export function progressBar(done: number, total: number, width = 10): string {
  const filled = total === 0 ? width : Math.floor((done / total) * width);
  return `${'▰'.repeat(filled)}${'▱'.repeat(width - filled)} ${done}/${total}`;
}

/** `0.93`. */
export function valueText(value: number): string {
  return value.toFixed(2);
}

const statusWords: Readonly<Record<EvalRun['status'], string>> = {
  planned: 'not started',
  queued: 'waiting',
  running: 'running',
  done: 'done',
  cancelled: 'cancelled',
  failed: 'failed',
};

export function statusText({ status, doneCount, itemCount }: EvalRun): string {
  return status === 'done' ? 'done' : `${statusWords[status]}, ${doneCount} of ${itemCount}`;
}

/** Prompts that did not run as `prod`: `stage-b-compose-reply@candidate`; else `prod`. */
export function promptsText({ params }: EvalRun): string {
  const named = Object.entries(params.labels).filter(([, label]) => label !== 'prod');
  return named.length === 0 ? 'prod' : named.map(([name, label]) => `${name}@${label}`).join(', ');
}

/** `extractive, no model`, or the model. */
export function modelText({ provider, model, params }: EvalRun): string {
  const name = provider === 'extractive' ? 'extractive, no model' : model;
  return params.profile === null || params.profile === 'extractive' ? name : `${name} (${params.profile})`;
}

/** Mean over all scores of one result; 0 where there are none. */
export function meanValue({ scores }: EvalItemResult): number {
  return scores.length === 0 ? 0 : scores.reduce((sum, { value }) => sum + value, 0) / scores.length;
}

/** Worst first: no answer, then most failed scorers, then the lowest mean. */
export function worstFirst(results: readonly EvalItemResult[]): EvalItemResult[] {
  const failedScorers = ({ scores }: EvalItemResult): number => scores.filter(({ passed }) => !passed).length;
  return results.toSorted(
    (a, b) =>
      Number(b.outcome === 'failed') - Number(a.outcome === 'failed') ||
      failedScorers(b) - failedScorers(a) ||
      meanValue(a) - meanValue(b) ||
      (a.itemId < b.itemId ? -1 : 1),
  );
}

/** Nothing failed: there is an answer, and every scorer passed it. */
export function isClean({ outcome, scores }: EvalItemResult): boolean {
  return outcome === 'ok' && scores.every(({ passed }) => passed);
}

/** `2 Mar 09:00 UTC · 1a2b3c4d · commit 0123456`. */
export function originText(run: EvalRun): string {
  const { params, gitCommit, createdAt, id } = run;
  return [
    `run ${id.slice(-8)}`,
    formatMetric.moment(createdAt),
    `dataset ${params.dataset}@${params.datasetVersion}`,
    ...(params.sample === null ? [] : [`sample ${params.sample}, seed ${params.seed}`]),
    ...(params.repeats === 1 ? [] : [`${params.repeats} answers an item`]),
    ...(gitCommit === null ? [] : [`commit ${gitCommit.slice(0, 7)}`]),
    ...(params.judge === null ? [] : [`judge ${params.judge.model}`]),
  ].join(' · ');
}
