/** One run of a monitor: fetch → unseen → sample → evaluate → publish → record. */
import { toAppError, toFailure } from '../core/errors.ts';
import type { AppError } from '../core/errors.ts';
import type { MonitorCounts, MonitorResult, MonitorRun, MonitorStore } from '../core/monitor.ts';
import type { Monitor } from './definition.ts';
import { evaluateItems } from './evaluate-items.ts';
import type { SourceItem } from './item.ts';
import { matchesFilters } from './matches-filters.ts';
import type { MonitorParts } from './plugins.ts';
import { publishResults } from './publish-results.ts';
import { sampleItems } from './sample-items.ts';

const minuteMs = 60_000;

export interface RunContext {
  runId: string;
  startedBy: string;
  signal: AbortSignal;
  /** Runs once for the life of the job (core/ports.ts: JobContext). */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Of how many sampled items something is known now. */
  onProgress(done: number, total: number): void;
}

interface Chosen {
  counts: Pick<MonitorCounts, 'fetched' | 'matched' | 'unseen' | 'sampled'>;
  items: SourceItem[];
}

type Evaluated = Pick<MonitorRun, 'counts' | 'scores' | 'costUsd'>;

/** What is known of a run before it has evaluated anything. */
export const nothing: Evaluated = {
  counts: { fetched: 0, matched: 0, unseen: 0, sampled: 0, scored: 0, failed: 0, postponed: 0 },
  scores: [],
  costUsd: 0,
};

/**
 * Every part that was finished before the process died is not done again, and no item is evaluated or published twice.
 * @throws what the source throws, after results of earlier runs were published and the run was recorded as failed
 */
export async function runMonitor(
  monitor: Monitor,
  context: RunContext,
  deps: { store: MonitorStore; parts: MonitorParts },
): Promise<MonitorRun> {
  const { store, parts } = deps;
  const { clock } = parts.outside;
  const { runId, startedBy, signal } = context;
  const { startedAt, ...window } = await context.step('window', async () => windowOf(monitor, clock.now()));
  const started: MonitorRun = {
    id: runId,
    monitor: monitor.name,
    source: monitor.source.plugin.id,
    startedBy,
    startedAt,
    finishedAt: null,
    outcome: 'running',
    window,
    ...nothing,
    targets: [],
    failure: null,
  };
  await store.runs.put(started);
  let evaluated = nothing;
  let failure: AppError | null = null;
  try {
    const chosen = await context.step('choose', () => chooseItems(monitor, window, deps, signal));
    evaluated = await context.step('evaluate', () => evaluateChosen(monitor, chosen, context, deps));
  } catch (thrown) {
    signal.throwIfAborted();
    failure = toAppError(thrown);
  }
  const targets = await publishResults(monitor, { outbox: store.outbox, parts, signal });
  const run: MonitorRun = {
    ...started,
    ...evaluated,
    targets,
    finishedAt: clock.now(),
    outcome: failure === null ? 'done' : 'failed',
    failure: failure === null ? null : toFailure(failure),
  };
  await store.runs.put(run);
  if (failure !== null) throw failure;
  return run;
}

function windowOf({ window }: Monitor, now: number): { startedAt: number; fromMs: number; toMs: number } {
  return {
    startedAt: now,
    fromMs: now - window.lookback_minutes * minuteMs,
    toMs: now - window.settle_minutes * minuteMs,
  };
}

async function chooseItems(
  monitor: Monitor,
  window: { fromMs: number; toMs: number },
  { store, parts }: { store: MonitorStore; parts: MonitorParts },
  signal: AbortSignal,
): Promise<Chosen> {
  const { plugin, params } = monitor.source;
  const found = await plugin.fetch({ params, window, limit: monitor.window.max_items, signal }, parts);
  const fetched = [...new Map(found.map((item) => [item.id, item])).values()];
  const matched = fetched.filter((item) => matchesFilters(item, monitor.filters));
  const known = await store.scored.outcomes(
    plugin.id,
    monitor.name,
    matched.map(({ id }) => id),
  );
  const unseen = matched.filter(({ id }) => !known.has(id));
  const items = sampleItems(unseen, monitor.sampling);
  return {
    counts: { fetched: fetched.length, matched: matched.length, unseen: unseen.length, sampled: items.length },
    items,
  };
}

async function evaluateChosen(
  monitor: Monitor,
  { counts, items }: Chosen,
  context: RunContext,
  { store, parts }: { store: MonitorStore; parts: MonitorParts },
): Promise<Evaluated> {
  const { runId, signal } = context;
  await evaluateItems(monitor, items, runId, {
    store,
    parts,
    signal,
    onDone: (done) => context.onProgress(done, items.length),
  });
  // From what is stored, so that it is right also for a run that was killed and went on.
  const outcomes = [
    ...(
      await store.scored.outcomes(
        monitor.source.plugin.id,
        monitor.name,
        items.map(({ id }) => id),
      )
    ).values(),
  ];
  const failed = outcomes.filter((outcome) => outcome === 'failed').length;
  const results = await store.outbox.ofRun(monitor.name, runId);
  return {
    counts: { ...counts, scored: outcomes.length - failed, failed, postponed: items.length - outcomes.length },
    scores: figuresOf(monitor, results),
    costUsd: results.reduce<number | null>(
      (sum, { costUsd }) => (sum === null || costUsd === null ? null : sum + costUsd),
      0,
    ),
  };
}

function figuresOf(monitor: Monitor, results: readonly MonitorResult[]): MonitorRun['scores'] {
  return monitor.scorers.flatMap(({ id }) => {
    const found = results.flatMap(({ scores }) => scores.filter(({ scorer }) => scorer === id));
    if (found.length === 0) return [];
    const sum = found.reduce((total, { value }) => total + value, 0);
    return [
      { scorer: id, n: found.length, mean: sum / found.length, passed: found.filter(({ passed }) => passed).length },
    ];
  });
}
