import type { Log } from '../../core/outside.ts';
import type { Tracing } from '../../core/ports.ts';
import type { GateResult, Scorer, ScorerInput } from '../../core/summary.ts';

export interface GatesDeps {
  /** Every one must pass. */
  gates: readonly Scorer[];
  tracing: Tracing;
  outside: { log: Log };
}

/** Runs every gate on a draft. A gate that throws has failed: an unchecked draft is not posted. */
export function runGates(deps: GatesDeps, input: ScorerInput, rewriteCount: number): Promise<GateResult[]> {
  return deps.tracing.span(
    'quality_gates.validate',
    { kind: 'CHAIN', attributes: { rewrite_count: rewriteCount } },
    async (span) => {
      const results = deps.gates.map((gate): GateResult => ({
        id: gate.id,
        ...checked(gate, input, deps.outside.log),
      }));
      const failed = results.filter((result) => !result.passed);
      span.set({
        gate_total: results.length,
        gate_failures: failed.length,
        gate_pass_rate: results.length === 0 ? 1 : (results.length - failed.length) / results.length,
        failed_gates: failed.map((result) => result.id),
      });
      if (failed.length > 0) {
        const lines = failed.map((result) => `${result.id}: ${result.reason}`).join('\n');
        await deps.tracing.artifact(span.traceId, 'failures.txt', `draft ${rewriteCount + 1}\n${lines}\n`);
      }
      return results;
    },
  );
}

function checked(gate: Scorer, input: ScorerInput, log: Log): Omit<GateResult, 'id'> {
  try {
    return gate.score(input);
  } catch (error) {
    log.error('a gate failed to run', { gate: gate.id, error });
    return { value: 0, passed: false, reason: 'The check itself failed, so the draft counts as not checked.' };
  }
}
