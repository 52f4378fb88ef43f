import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from './core/outside.ts';

/** Why the program stops, and the code it ends with. */
export interface StopCall {
  why: string;
  exitCode: number;
}

/** What a running program needs of its process; the real one fits. */
export interface StoppableProcess {
  on(event: 'SIGTERM' | 'SIGINT', listener: () => void): unknown;
  on(event: 'uncaughtException' | 'unhandledRejection', listener: (thrown: unknown) => void): unknown;
}

/** Of sysexits: try again, a supervisor should start it anew. */
export const restartExitCode = 75;

/**
 * Runs a program until a signal, an error that nobody caught, or the program itself ends it, and stops it once. A second signal, and a stop
 * that takes longer than `stopMs`, end it as it stands: what was not given back is taken over like after a crash.
 * @param start gets what the program calls to be stopped
 * @returns the code to exit with: 0 after a signal and a clean stop. @throws what the start throws
 */
export async function runUntilStopped(
  start: (stop: (call: StopCall) => void) => Promise<{ stop(): Promise<void> }>,
  process: StoppableProcess,
  { log, stopMs }: { log: Log; stopMs: number },
): Promise<number> {
  const calls: StopCall[] = [];
  const first = Promise.withResolvers<StopCall>();
  const impatient = Promise.withResolvers<'second signal'>();
  const ask = (call: StopCall): void => {
    calls.push(call);
    first.resolve(call);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (calls.length > 0) impatient.resolve('second signal');
      ask({ why: signal, exitCode: 0 });
    });
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (thrown) => {
      log.error('an error was caught by nobody; the program stops', { event, error: thrown });
      ask({ why: event, exitCode: 1 });
    });
  }
  const app = await Promise.race([start(ask), impatient.promise]);
  if (app === 'second signal') return 1;
  const { why } = await first.promise;
  log.info('stopping', { why });
  const over = new AbortController();
  const late = wait(stopMs, 'deadline' as const, { signal: over.signal });
  late.catch(() => undefined);
  const ended = await Promise.race([app.stop().then(() => 'stopped' as const), impatient.promise, late]);
  over.abort();
  if (ended !== 'stopped') {
    log.error('the program ends before everything was stopped; what it had in hand is taken over', { ended });
    return 1;
  }
  // An error while it stopped counts, and so does the gravest of several reasons.
  return Math.max(...calls.map(({ exitCode }) => exitCode));
}
