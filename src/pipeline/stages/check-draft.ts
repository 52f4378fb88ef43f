import type { GateResult, Scorer, ScorerInput } from '../../core/summary.ts';

export interface DraftCheck {
  /** Of the gates; all must pass. */
  results: GateResult[];
  /** Of the scorers that are no gates: they stop nothing and are charted. */
  measures: GateResult[];
  /** Scorers that threw, and what. */
  broken: { gate: string; error: string }[];
}

/** Runs every scorer on a draft. A gate that throws has failed: an unchecked draft is not posted. */
export function checkDraft(scorers: readonly Scorer[], input: ScorerInput): DraftCheck {
  const check: DraftCheck = { results: [], measures: [], broken: [] };
  for (const scorer of scorers) {
    const { id, gate } = scorer;
    try {
      (gate ? check.results : check.measures).push({ id, ...scorer.score(input) });
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
