/** `npm run -s monitor -- NAME [--set sampling.n=5] [--import FILE] [--export FILE] [--json]`: one monitor, once, on this installation's store. */
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { loadConfig } from '../src/config.ts';
import { AppError } from '../src/core/errors.ts';
import { createOutside, explain } from '../src/main.ts';
import { createMonitorRoom } from '../src/wiring/monitor-room.ts';
import { exportScoredItems, importScoredItems } from '../src/monitor/scored-items-csv.ts';
import { createReadingRoom } from '../src/wiring/reading-room.ts';
import { storeSettings } from '../src/wiring/store-settings.ts';
import { createScheduler } from '../src/scheduler.ts';
import { openStore } from '../src/store/open-store.ts';

const usage = 'Usage: npm run -s monitor -- [NAME …] [--set PATH=VALUE …] [--import FILE] [--export FILE] [--json]';

function readArguments(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        set: { type: 'string', multiple: true, default: [] },
        import: { type: 'string' },
        export: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    return { ...values, names: positionals };
  } catch (error) {
    throw new AppError({ code: 'usage', message: usage, hint: error instanceof Error ? error.message : String(error) });
  }
}

async function main(): Promise<void> {
  const wanted = readArguments(process.argv.slice(2));
  const config = loadConfig(process.cwd(), process.env);
  const outside = createOutside(config.settings.logLevel ?? 'warn');
  const store = await openStore(storeSettings(config), outside);
  const closers: (() => Promise<unknown> | void)[] = [() => store.close()];
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort(new AppError({ code: 'stopped', message: 'Stopped.' })));
  try {
    if (wanted.import !== undefined && existsSync(wanted.import)) {
      const count = await importScoredItems(createReadStream(wanted.import), store.monitors.scored);
      process.stderr.write(`${count} scored items read from ${wanted.import}\n`);
    }
    const reading = await createReadingRoom(config, outside, store, closers);
    const scheduler = createScheduler({ store: store.schedules, jobs: store.jobs, outside });
    const { desk } = createMonitorRoom(config, outside, { store, reading, scheduler, slack: null });
    const { monitors, problems } = await desk.overview();
    for (const { where, message } of problems) process.stderr.write(`${where} ${message}\n`);
    const names =
      wanted.names.length > 0
        ? wanted.names
        : monitors.flatMap(({ monitor }) => (monitor.enabled ? [monitor.name] : []));
    for (const name of names) {
      try {
        const run = await desk.runOnce(name, wanted.set, stop.signal);
        process.stdout.write(wanted.json ? `${JSON.stringify(run)}\n` : `${describe(run)}\n`);
        if (run.outcome !== 'done' || run.targets.some(({ error }) => error !== null)) process.exitCode = 1;
      } catch (error) {
        // The others still run, and what they score is still written down.
        process.stderr.write(`${explain(error)}\n`);
        process.exitCode = 1;
      }
    }
    await reading.tracing.flush();
    if (wanted.export !== undefined)
      await pipeline(exportScoredItems(store.monitors.scored), createWriteStream(wanted.export));
    if (problems.length > 0) process.exitCode = 1;
  } finally {
    for (const close of closers.toReversed()) await close();
  }
}

function describe({
  monitor,
  counts,
  scores,
  targets,
  failure,
}: Awaited<ReturnType<ReturnType<typeof createMonitorRoom>['desk']['runOnce']>>): string {
  const { fetched, unseen, sampled, scored, failed, postponed } = counts;
  return [
    `${monitor}: ${fetched} found, ${unseen} new, ${sampled} looked at, ${scored} scored, ${failed} failed, ${postponed} postponed`,
    ...scores.map(({ scorer, n, mean, passed }) => `  ${scorer}  ${mean.toFixed(3)}  n = ${n}, ${passed} passed`),
    ...targets.map(
      ({ target, published, waiting, error }) =>
        `  to ${target}: ${published} published, ${waiting} wait${error === null ? '' : `: ${error}`}`,
    ),
    ...(failure === null ? [] : [`  failed: ${failure.message}`]),
  ].join('\n');
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}
