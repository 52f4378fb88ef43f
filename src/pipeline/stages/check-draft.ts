import type { GateResult, Scorer, ScorerInput } from '../../core/summary.ts';

export interface DraftCheck {
  results: GateResult[];
  /** Gates that threw, and what. */
  broken: { gate: string; error: string }[];
}

/** Runs every gate on a draft. A gate that throws has failed: an unchecked draft is not posted. */
export function checkDraft(gates: readonly Scorer[], input: ScorerInput): DraftCheck {
  const broken: DraftCheck['broken'] = [];
  const results = gates.map((gate): GateResult => {
    try {
      return { id: gate.id, ...gate.score(input) };
    } catch (error) {
      broken.push({ gate: gate.id, error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
      const reason = 'The check itself failed, so the draft counts as not checked.';
      return { id: gate.id, value: 0, passed: false, reason };
    }
  });
  return { results, broken };
}
