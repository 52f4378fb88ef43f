import type { ComparedResult, HardFailure } from '../../core/regression.ts';
import type { ItemResults } from './pair-items.ts';

/** So many new ones fail a run, whatever its means say. */
export const hardFailureLimit = 2;

const schemaScorer = 'schema_validity';

/** Items of the baseline that the candidate did not answer, and those that it newly fails to answer in valid form. */
export function findHardFailures(
  baseline: ItemResults,
  candidate: ItemResults,
): { lostItems: HardFailure[]; newHardFailures: HardFailure[] } {
  const lostItems: HardFailure[] = [];
  const newHardFailures: HardFailure[] = [];
  for (const [itemId, before] of baseline) {
    const failure = hardFailureOf(itemId, candidate.get(itemId) ?? []);
    if (failure === null) continue;
    if (failure.kind !== 'schema') lostItems.push(failure);
    if (failure.kind !== 'missing' && hardFailureOf(itemId, before) === null) newHardFailures.push(failure);
  }
  return { lostItems, newHardFailures };
}

/** An item that is answered several times has failed where more than half of the answers did. */
function hardFailureOf(itemId: string, results: readonly ComparedResult[]): HardFailure | null {
  if (results.length === 0) return { itemId, kind: 'missing', code: 'missing' };
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  if (failed.length * 2 > results.length) {
    return { itemId, kind: 'failed', code: failed[0]?.failure?.code ?? 'failed' };
  }
  const invalid = results.filter(
    ({ outcome, scores }) =>
      outcome === 'failed' ||
      scores.some(({ scorer, passed, error }) => scorer === schemaScorer && error === null && !passed),
  );
  return invalid.length * 2 > results.length ? { itemId, kind: 'schema', code: schemaScorer } : null;
}
