/** Many traces at once, for looking at them outside of the program: steps by name, values by path. */
import { z } from 'zod';
import { readPath } from '../../core/dot-path.ts';
import { extractVariables } from './extract-variables.ts';

export const AnalysedStep = z.object({
  spanId: z.string(),
  parentSpanId: z.string().nullable(),
  name: z.string(),
  kind: z.string(),
  startMs: z.number(),
  durationMs: z.number(),
  status: z.enum(['ok', 'error']),
  errorType: z.string().nullable(),
  costUsd: z.number().nullable(),
  attributes: z.record(z.string(), z.unknown()),
});

export const AnalysedTrace = z.object({
  traceId: z.string().min(1),
  startMs: z.number(),
  steps: z.array(AnalysedStep),
  /** By name without its ending (`evidence`, `stage_b_result`): what is JSON is opened, the rest is text. */
  artifacts: z.record(z.string(), z.unknown()),
});
export type AnalysedTrace = z.infer<typeof AnalysedTrace>;

/** A step with the trace it belongs to, so that paths like `trace.artifacts.evidence.domain` lead on from it. */
export type StepOfTrace = z.infer<typeof AnalysedStep> & { trace: AnalysedTrace };

export interface TraceCollection {
  traces: readonly AnalysedTrace[];
  filter(keep: (trace: AnalysedTrace) => boolean): TraceCollection;
  /** Names of the steps, the most frequent first. */
  stepNames(): { name: string; count: number; errors: number }[];
  /** All steps of a name, in order of time; without a name every step. */
  steps(name?: string): StepOfTrace[];
  /** What is at the path in each step of the name; steps where nothing is are left out. */
  values(name: string | undefined, path: string): { traceId: string; value: unknown }[];
  /** The variables of a prompt's pattern in the text at the path of each step; texts that do not have its form are left out. */
  variables(
    name: string | undefined,
    path: string,
    pattern: string,
  ): { traceId: string; values: Record<string, unknown> }[];
}

export function createTraceCollection(given: readonly AnalysedTrace[]): TraceCollection {
  const traces = given.toSorted((a, b) => a.startMs - b.startMs || (a.traceId < b.traceId ? -1 : 1));
  const collection: TraceCollection = {
    traces,
    filter: (keep) => createTraceCollection(traces.filter(keep)),
    stepNames() {
      const byName = Map.groupBy(collection.steps(), (step) => step.name);
      return [...byName]
        .map(([name, steps]) => ({
          name,
          count: steps.length,
          errors: steps.filter(({ status }) => status === 'error').length,
        }))
        .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
    },
    steps: (name) =>
      traces.flatMap((trace) =>
        trace.steps.filter((step) => name === undefined || step.name === name).map((step) => ({ ...step, trace })),
      ),
    values: (name, path) =>
      collection.steps(name).flatMap((step) => {
        const value = readPath(step, path);
        return value === undefined || value === null ? [] : [{ traceId: step.trace.traceId, value }];
      }),
    variables: (name, path, pattern) =>
      collection.values(name, path).flatMap(({ traceId, value }) => {
        const values = extractVariables(pattern, typeof value === 'string' ? value : JSON.stringify(value));
        return values === null ? [] : [{ traceId, values }];
      }),
  };
  return collection;
}
