import type { Log } from '../../core/outside.ts';
import type { Tracing } from '../../core/ports.ts';
import type { GateResult, ScorerInput } from '../../core/summary.ts';
import type { StageThinking } from '../stage-thinking.ts';

export interface GatesDeps {
  thinking: Pick<StageThinking, 'checkDraft'>;
  tracing: Tracing;
  outside: { log: Log };
}

/** Runs every gate on a draft; all must pass. Each scorer's value is on the span as `score.<id>`. */
export function runGates(
  deps: GatesDeps,
  input: ScorerInput,
  options: { rewriteCount: number; signal: AbortSignal },
): Promise<GateResult[]> {
  const { rewriteCount, signal } = options;
  return deps.tracing.span(
    'quality_gates.validate',
    { kind: 'CHAIN', attributes: { rewrite_count: rewriteCount } },
    async (span) => {
      const { results, measures, broken } = await deps.thinking.checkDraft(input, signal);
      for (const { gate, error } of broken) deps.outside.log.error('a gate failed to run', { gate, error });
      const failed = results.filter((result) => !result.passed);
      span.set({
        gate_total: results.length,
        gate_failures: failed.length,
        gate_pass_rate: results.length === 0 ? 1 : (results.length - failed.length) / results.length,
        failed_gates: failed.map((result) => result.id),
        failed_scorers: measures.filter((result) => !result.passed).map((result) => result.id),
        ...Object.fromEntries([...results, ...measures].map(({ id, value }) => [`score.${id}`, value])),
      });
      if (failed.length > 0) {
        const lines = failed.map((result) => `${result.id}: ${result.reason}`).join('\n');
        await deps.tracing.artifact(span.traceId, 'failures.txt', `draft ${rewriteCount + 1}\n${lines}\n`);
      }
      return results;
    },
  );
}
