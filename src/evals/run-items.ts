import type { EvalProgress } from '../core/eval-desk.ts';
import type { EvalItemResult } from '../core/evaluation.ts';
import type { Clock } from '../core/outside.ts';

/** One answer of a run: an item, the how many-th time. */
export interface ItemTask {
  itemId: string;
  /** From 0. */
  repeat: number;
}

export interface RunItemsDeps {
  /** @throws what ends the run; whatever is wrong with one item is in its result */
  evaluate(task: ItemTask, signal: AbortSignal): Promise<EvalItemResult>;
  /** Keeps a result before the next task of the same hand begins. */
  keep(result: EvalItemResult): Promise<void>;
  clock: Pick<Clock, 'monotonic'>;
  /** Tasks at the same time. */
  concurrency: number;
  progress(progress: EvalProgress): void;
}

/**
 * Does the tasks that have no result yet, some at a time. What one of them throws, or the signal, stops the others and flies once none runs.
 * @param earlier results of this run from before, e.g. from before the process was killed
 */
export async function runItems(
  tasks: readonly ItemTask[],
  earlier: readonly EvalItemResult[],
  deps: RunItemsDeps,
  signal: AbortSignal,
): Promise<EvalItemResult[]> {
  const results = new Map(earlier.map((result) => [taskKey(result), result]));
  const waiting = tasks.filter((task) => !results.has(taskKey(task)));
  const startedAt = deps.clock.monotonic();
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  let doneHere = 0;

  const tell = (): void => {
    const done = [...results.values()];
    const left = waiting.length - doneHere;
    deps.progress({
      done: done.length,
      total: tasks.length,
      failedCount: done.filter(({ outcome }) => outcome === 'failed').length,
      keptCount: done.filter(({ isCached }) => isCached).length,
      leftMs: doneHere === 0 ? null : ((deps.clock.monotonic() - startedAt) / doneHere) * left,
      costUsd: sumCosts(done),
    });
  };

  async function hand(): Promise<void> {
    for (let task = waiting[next++]; task; task = waiting[next++]) {
      both.throwIfAborted();
      const result = await deps.evaluate(task, both);
      await deps.keep(result);
      results.set(taskKey(result), result);
      doneHere += 1;
      tell();
    }
  }

  let next = 0;
  tell();
  const hands = Array.from({ length: Math.min(deps.concurrency, waiting.length) }, () =>
    hand().catch((thrown: unknown) => {
      stop.abort(thrown);
      throw thrown;
    }),
  );
  await Promise.allSettled(hands);
  both.throwIfAborted();
  return tasks.flatMap((task) => results.get(taskKey(task)) ?? []);
}

/** null where any cost is unknown. */
export function sumCosts(results: readonly Pick<EvalItemResult, 'costUsd'>[]): number | null {
  return results.reduce<number | null>(
    (sum, { costUsd }) => (sum === null || costUsd === null ? null : sum + costUsd),
    0,
  );
}

function taskKey({ itemId, repeat }: ItemTask): string {
  return `${itemId}\u0000${repeat}`;
}
