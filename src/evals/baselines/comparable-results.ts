import type { EvalItemResult, EvalResults } from '../../core/evaluation.ts';
import type { RegressionInput } from '../../core/regression.ts';
import { scorerRegistry } from '../scorer-registry.ts';
import { judgeKeyOf } from './judge-key.ts';

/** What of two runs may be compared, and what is left out and why. */
export type ComparableResults = Omit<RegressionInput, 'rules'> & { notes: string[] };

/**
 * Scorers that both ran, judges only where they are the same, and the items of the baseline; of a run that drew a sample, or of another version
 * of the dataset, only the items that both have.
 */
export function comparableResults(baseline: EvalResults, candidate: EvalResults): ComparableResults {
  const notes: string[] = [];
  const before = baseline.run.params;
  const now = candidate.run.params;
  const shared = before.scorers.filter((scorer) => now.scorers.includes(scorer));
  const isSameJudge = judgeKeyOf(before.judge) === judgeKeyOf(now.judge);
  const scorers = isSameJudge ? shared : shared.filter((scorer) => !isJudge(scorer));
  if (scorers.length < shared.length) {
    notes.push(
      'The judges are others than those of the baseline, so their scores are not compared: save a new baseline.',
    );
  }
  const isSameDataset = before.datasetVersion === now.datasetVersion;
  const isWhole = isSameDataset && now.sample === null;
  const answered = new Set(candidate.results.map(({ itemId }) => itemId));
  const compared = isWhole ? baseline.results : baseline.results.filter(({ itemId }) => answered.has(itemId));
  if (!isSameDataset) {
    notes.push(
      `The dataset has changed since the baseline was saved: ${countItems(compared)} of its ${countItems(baseline.results)} items are compared.`,
    );
  } else if (!isWhole) {
    notes.push(`A sample was drawn: ${countItems(compared)} of ${countItems(baseline.results)} items are compared.`);
  }
  if (baseline.run.model !== candidate.run.model) {
    notes.push(`Another model wrote the answers: ${candidate.run.model} now, ${baseline.run.model} before.`);
  }
  return { scorers, baseline: compared, candidate: candidate.results, notes };
}

function isJudge(scorer: string): boolean {
  return scorerRegistry.has(scorer) && scorerRegistry.get(scorer).kind === 'judge';
}

function countItems(results: readonly EvalItemResult[]): number {
  return new Set(results.map(({ itemId }) => itemId)).size;
}
