import type { SettingProblem } from '../../src/core/read-settings.ts';
import { createRegistry } from '../../src/core/registry.ts';
import { findTimingProblem } from '../../src/cron-slots.ts';
import { scorers as codeScorers } from '../../src/evals/scorers/index.ts';
import { parseOverride } from '../../src/monitor/apply-overrides.ts';
import type { Monitor } from '../../src/monitor/definition.ts';
import { extractors } from '../../src/monitor/extractors/index.ts';
import type { MonitorParts, MonitorScorer, MonitorSource, MonitorTarget } from '../../src/monitor/plugins.ts';
import { readMonitor } from '../../src/monitor/read-monitor.ts';
import type { MonitorYaml } from '../../src/monitor/read-monitor.ts';
import { runMonitor } from '../../src/monitor/run-monitor.ts';
import type { RunContext } from '../../src/monitor/run-monitor.ts';
import { conversationScorers } from '../../src/monitor/scorers/index.ts';
import { sources } from '../../src/monitor/sources/index.ts';
import { targets } from '../../src/monitor/targets/index.ts';
import { openResultDatabase } from '../../src/store/postgres/result-database.ts';
import { sampleSpans } from './sample-spans.ts';
import { sampleSummary } from './sample-summary.ts';
import type { TempStore } from './temp-store.ts';

/** The code scorers of evals in this thread, as monitors use them. */
const summaryScorers: MonitorScorer[] = codeScorers.map((scorer) => ({
  id: scorer.id,
  summary: scorer.summary,
  needs: 'summary',
  score: async ({ summary }) => (summary === null ? null : scorer.score(summary)),
}));

export interface MonitorPlugins {
  sources?: readonly MonitorSource[];
  scorers?: readonly MonitorScorer[];
  targets?: readonly MonitorTarget[];
  environment?: Record<string, string>;
}

export function partsOn(temp: TempStore, changes: Partial<MonitorParts> = {}): MonitorParts {
  const { analytics, summaries, artifacts, scores } = temp.store;
  return {
    outside: temp.outside,
    analytics,
    summaries,
    artifacts,
    scores,
    themes: [],
    langfuse: null,
    history: null,
    openPostgres: openResultDatabase,
    ...changes,
  };
}

/** Reads one file with the house's own plug-ins and those given. */
export function readOne(
  file: MonitorYaml,
  parts: MonitorParts,
  plugins: MonitorPlugins = {},
  overrides: readonly string[] = [],
): { monitor: Monitor | null; problems: SettingProblem[] } {
  const problems: SettingProblem[] = [];
  const deps = {
    parts,
    environment: plugins.environment ?? {},
    findTimingProblem,
    sources: createRegistry('monitor_source', [...sources, ...(plugins.sources ?? [])]),
    extractors: createRegistry('extractor', extractors),
    scorers: createRegistry('scorer', [...summaryScorers, ...conversationScorers, ...(plugins.scorers ?? [])]),
    targets: createRegistry('publish_target', [...targets, ...(plugins.targets ?? [])]),
  };
  return { monitor: readMonitor(file, overrides.map(parseOverride), deps, problems), problems };
}

/** A monitor of own traces, with these keys in place of its own. */
export function monitorOf(
  parts: MonitorParts,
  values: Record<string, unknown> = {},
  plugins: MonitorPlugins = {},
): Monitor {
  const name = typeof values['name'] === 'string' ? values['name'] : 'own';
  const file: MonitorYaml = {
    name: `configs/monitors/${name}.yaml`,
    values: { name, source: 'traces', extractor: 'summary', scorers: ['grounding', 'coverage'], ...values },
    lineOf: () => 1,
  };
  const { monitor, problems } = readOne(file, parts, plugins);
  if (monitor === null) throw new Error(problems.map(({ where, message }) => `${where} ${message}`).join('\n'));
  return monitor;
}

/** Summaries with their traces, one a minute, the last one a minute ago. @returns the trace ids, oldest first */
export async function storeSummaries(temp: TempStore, count: number, prefix = 'trace'): Promise<string[]> {
  const now = temp.outside.clock.now();
  const ids = Array.from({ length: count }, (_, index) => `${prefix}-${String(index).padStart(3, '0')}`);
  for (const [index, traceId] of ids.entries()) {
    const startMs = now - (count - index) * 60_000;
    await temp.store.spans.insertSpans(sampleSpans({ traceId, startMs }));
    await temp.store.summaries.save(sampleSummary({ id: `sum-${traceId}`, jobId: `job-${traceId}`, traceId }));
  }
  return ids;
}

let runs = 0;

/** A job's context whose finished steps are kept in `steps`, as the queue keeps them. */
export function runContext(changes: Partial<RunContext> & { steps?: Map<string, unknown> } = {}): RunContext {
  const { steps = new Map<string, unknown>(), ...rest } = changes;
  return {
    runId: `run-${(runs += 1)}`,
    startedBy: 'clock',
    signal: new AbortController().signal,
    async step<T>(name: string, work: () => Promise<T>): Promise<T> {
      // Through JSON, as in the store.
      if (!steps.has(name)) steps.set(name, JSON.parse(JSON.stringify((await work()) ?? null)));
      return structuredClone(steps.get(name)) as T;
    },
    onProgress: () => undefined,
    ...rest,
  };
}

export const run = (temp: TempStore, monitor: Monitor, parts = partsOn(temp), context = runContext()) =>
  runMonitor(monitor, context, { store: temp.store.monitors, parts });
