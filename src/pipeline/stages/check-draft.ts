import type { DraftCheck, Scorer, ScorerInput } from '../../core/summary.ts';

/** Runs every scorer on a draft. A gate that throws has failed: an unchecked draft is not posted. */
export function checkDraft(scorers: readonly Scorer[], input: ScorerInput): DraftCheck {
  const check: DraftCheck = { results: [], measures: [], broken: [] };
  for (const scorer of scorers) {
    const { id, gate } = scorer;
    try {
      const result = scorer.score(input);
      if (result !== null) (gate ? check.results : check.measures).push({ id, ...result });
    } catch (error) {
      check.broken.push({
        gate: id,
        error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      });
      const reason = 'The check itself failed, so the draft counts as not checked.';
      if (gate) check.results.push({ id, value: 0, passed: false, reason });
    }
  }
  return check;
}
