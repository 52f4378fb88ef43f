import { setTimeout as wait } from 'node:timers/promises';
import type { FaultWindow } from './fault-log.ts';
import type { Fault } from './faults/fault.ts';
import type { Load } from './open-load.ts';

/** One fault after the other, round and round, with calm between, until `over` or the last round. @param windows gets each with its time */
export async function runFaults(
  load: Load,
  faults: readonly Fault[],
  windows: FaultWindow[],
  times: { faultMs: number; calmMs: number; rounds: number },
  over: AbortSignal,
): Promise<void> {
  const possible = faults.filter((fault) => fault.whyNot(load) === null);
  for (let turn = 0; !over.aborted && turn < times.rounds * possible.length; turn += 1) {
    await wait(times.calmMs, undefined, { signal: over }).catch(() => undefined);
    const fault = possible[turn % possible.length];
    if (over.aborted || !fault) return;
    const window: FaultWindow = { fault: fault.name, from: performance.now(), to: null };
    windows.push(window);
    await fault.run(load, times.faultMs);
    window.to = performance.now();
  }
}
