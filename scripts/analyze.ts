/** `npm run -s analyze -- [--file TRACES.jsonl] [--days 7] [--step NAME] [--values PATH [--pattern TEXT]] [--export FILE] [--json]`: traces outside of the program. */
import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { loadConfig } from '../src/config.ts';
import { AppError } from '../src/core/errors.ts';
import { createOutside, explain } from '../src/main.ts';
import { describeValues } from '../src/monitor/analysis/describe-values.ts';
import { loadStoredTraces, readTraceFile } from '../src/monitor/analysis/load-traces.ts';
import { createTraceCollection } from '../src/monitor/analysis/trace-collection.ts';
import type { AnalysedTrace, TraceCollection } from '../src/monitor/analysis/trace-collection.ts';
import { storeSettings } from '../src/wiring/store-settings.ts';
import { openStore } from '../src/store/open-store.ts';

const usage =
  'Usage: npm run -s analyze -- [--file TRACES.jsonl] [--days 7] [--limit 1000] [--step NAME] [--values PATH [--pattern TEXT]] [--export FILE] [--json]';
const dayMs = 86_400_000;

function readArguments(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        file: { type: 'string' },
        days: { type: 'string', default: '7' },
        limit: { type: 'string', default: '1000' },
        step: { type: 'string' },
        values: { type: 'string' },
        pattern: { type: 'string' },
        export: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const [days, limit] = [Number(values.days), Number(values.limit)];
    if (!(days > 0 && days <= 3650)) throw new Error('--days must be from 1 to 3650');
    if (!(limit >= 1 && limit <= 100_000)) throw new Error('--limit must be from 1 to 100,000');
    if (values.pattern !== undefined && values.values === undefined)
      throw new Error('--pattern needs --values, the path of the text');
    return { ...values, days, limit };
  } catch (error) {
    throw new AppError({ code: 'usage', message: usage, hint: error instanceof Error ? error.message : String(error) });
  }
}

type Wanted = ReturnType<typeof readArguments>;

async function load(wanted: Wanted): Promise<AnalysedTrace[]> {
  if (wanted.file !== undefined) return readTraceFile(createReadStream(wanted.file));
  const config = loadConfig(process.cwd(), process.env);
  const outside = createOutside(config.settings.logLevel ?? 'warn');
  const store = await openStore(storeSettings(config), outside);
  try {
    const now = outside.clock.now();
    const window = { fromMs: now - wanted.days * dayMs, toMs: now };
    return await loadStoredTraces(store.analytics, window, wanted.limit);
  } finally {
    await store.close();
  }
}

function answer(collection: TraceCollection, { step, values, pattern }: Wanted): unknown {
  if (values === undefined) {
    if (step === undefined) return { traces: collection.traces.length, steps: collection.stepNames() };
    const steps = collection.steps(step);
    return {
      step,
      durationMs: describeValues(steps.map(({ durationMs }) => durationMs)),
      errors: describeValues(steps.flatMap(({ errorType }) => errorType ?? [])),
      costUsd: describeValues(steps.flatMap(({ costUsd }) => costUsd ?? [])),
    };
  }
  if (pattern === undefined) return describeValues(collection.values(step, values).map(({ value }) => value));
  return collection.variables(step, values, pattern);
}

async function main(): Promise<void> {
  const wanted = readArguments(process.argv.slice(2));
  const traces = await load(wanted);
  if (wanted.export !== undefined) {
    await pipeline(
      Readable.from(traces.map((trace) => `${JSON.stringify(trace)}\n`)),
      createWriteStream(wanted.export),
    );
    process.stderr.write(`${traces.length} traces written to ${wanted.export}\n`);
  }
  const result = answer(createTraceCollection(traces), wanted);
  process.stdout.write(`${JSON.stringify(result, null, wanted.json ? 0 : 2)}\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}
