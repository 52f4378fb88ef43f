import { setImmediate as turn } from 'node:timers/promises';

/** Lets the event loop turn until `condition` holds: for real sockets and files under a held clock. Fails after `limitMs` of real time. */
export async function until(condition: () => boolean | Promise<boolean>, limitMs = 10_000): Promise<void> {
  const began = performance.now();
  while (!(await condition())) {
    if (performance.now() - began > limitMs) throw new Error(`never became true: ${condition.toString()}`);
    await turn();
  }
}
