/** The program as `npm start` runs it, but for a clock that its parent may move. Started by `startFleet`, which speaks to it by messages. */
import { setTimeout as wait } from 'node:timers/promises';
import { writeHeapSnapshot } from 'node:v8';
import { createHost } from '../../../src/host.ts';
import { startApp } from '../../../src/app.ts';
import { loadConfig } from '../../../src/config.ts';
import type { Clock } from '../../../src/core/outside.ts';
import { createOutside, explain } from '../../../src/main.ts';
import type { FromProgram, ToProgram } from './program-messages.ts';

const minuteMs = 60_000;

async function main(): Promise<void> {
  const config = loadConfig(process.cwd(), process.env);
  const real = createOutside(config.settings.logLevel ?? 'error');
  const clock = createMovableClock(
    real.clock,
    Number(process.env['LOAD_CLOCK_START'] ?? Date.now()),
    Number(process.env['LOAD_CLOCK_SPEED'] ?? 1),
  );
  process.on('message', (message: ToProgram) => {
    if (message.type === 'jump') clock.jump(message.ms);
    if (message.type === 'heap') writeHeapSnapshot(message.file);
  });
  const stopping = new AbortController();
  const stopped = new Promise((resolve) => {
    process.once('SIGTERM', resolve);
    // Its parent is gone.
    process.once('disconnect', resolve);
  });
  const app = await startApp(
    config,
    { ...real, clock },
    createHost(process, ({ exitCode }) => process.exit(exitCode)),
  );
  // The program's own ticker knows only the machine's minutes.
  const ticking = clock.speed === 1 ? Promise.resolve() : tickEveryMinute(clock, stopping.signal, () => app.tick());
  const ready: FromProgram = { type: 'ready', port: app.slack.connection().port };
  process.send?.(ready);
  await stopped;
  stopping.abort(new Error('the program stops'));
  await ticking;
  await app.stop();
  process.disconnect?.();
}

interface MovableClock extends Clock {
  speed: number;
  jump(ms: number): void;
}

/** Days pass `speed` times as fast, and waits with them; limits on answers of other machines stay as they are. */
function createMovableClock(real: Clock, startMs: number, speed: number): MovableClock {
  const realStart = real.now();
  let jumped = 0;
  return {
    speed,
    now: () => Math.floor(startMs + jumped + (real.now() - realStart) * speed),
    monotonic: () => real.monotonic(),
    sleep: (ms, signal) => real.sleep(ms / speed, signal),
    timeout: (ms) => real.timeout(ms),
    jump: (ms) => void (jumped += ms),
  };
}

async function tickEveryMinute(clock: MovableClock, stop: AbortSignal, tick: () => Promise<void>): Promise<void> {
  while (!stop.aborted) {
    await wait(minuteMs / clock.speed, undefined, { signal: stop }).catch(() => undefined);
    if (!stop.aborted) await tick();
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}
