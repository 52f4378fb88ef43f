import type { MonitorResult, MonitorStore } from '../core/monitor.ts';
import type { Monitor } from './definition.ts';
import { evaluateItem } from './evaluate-item.ts';
import type { SourceItem } from './item.ts';
import type { MonitorParts } from './plugins.ts';

/**
 * Evaluates the items that nothing is known of yet, some at a time. What came of each is stored before the next begins, so a run that is
 * killed and begun again goes on with the rest.
 * @param onDone called at the start and after each item
 */
export async function evaluateItems(
  monitor: Monitor,
  items: readonly SourceItem[],
  runId: string,
  deps: { store: MonitorStore; parts: MonitorParts; signal: AbortSignal; onDone: (count: number) => void },
): Promise<void> {
  const { store, parts, signal, onDone } = deps;
  const { clock } = parts.outside;
  const { concurrency, throttle_ms: throttleMs, max_attempts: maxAttempts } = monitor.evaluation;
  const source = monitor.source.plugin.id;
  const known = await store.scored.outcomes(
    source,
    monitor.name,
    items.map(({ id }) => id),
  );
  const waiting = items.filter(({ id }) => !known.has(id));
  let doneCount = items.length - waiting.length;
  onDone(doneCount);
  const targets = monitor.targets.map(({ plugin }) => plugin.id);
  let startedAt: Promise<void> = Promise.resolve();

  /** Starts follow each other at the throttle's distance, whichever worker they belong to. */
  function myTurn(isFirst: boolean): Promise<void> {
    startedAt = startedAt.then(() => (isFirst || throttleMs === 0 ? undefined : clock.sleep(throttleMs, signal)));
    return startedAt;
  }

  async function evaluate(item: SourceItem): Promise<void> {
    const key = { source, monitor: monitor.name, itemId: item.id };
    const keep = (result: MonitorResult): Promise<void> => store.outbox.keep(result, targets);
    const fail = (reason: string): Promise<number> =>
      store.scored.add([{ ...key, outcome: 'failed', reason: reason.slice(0, 1000), scoredAt: clock.now() }]);
    const evaluated = await evaluateItem(monitor, item, runId, { parts, signal });
    if (evaluated.outcome === 'scored') {
      await keep(evaluated.result);
    } else if (evaluated.outcome === 'failed') {
      await fail(evaluated.reason);
    } else {
      const attempts = await store.outbox.countFailure(key, evaluated.reason.slice(0, 1000), clock.now());
      // What can be had counts in the end; what cannot is not waited for for ever.
      if (attempts >= maxAttempts)
        await (evaluated.partial === null ? fail(evaluated.reason) : keep(evaluated.partial));
    }
    doneCount += 1;
    onDone(doneCount);
  }

  let next = 0;
  async function work(): Promise<void> {
    for (let item = waiting[next]; item !== undefined; item = waiting[next]) {
      const isFirst = next === 0;
      next += 1;
      await myTurn(isFirst);
      signal.throwIfAborted();
      await evaluate(item);
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, waiting.length) }, work));
}
