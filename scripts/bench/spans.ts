/** What a span costs the code it watches: with no sink, with the store, and with the store and a destination, in one run. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { SpanKind } from '../../src/core/ports.ts';
import { createOutside } from '../../src/main.ts';
import { ObserveSettings } from '../../src/observe/settings.ts';
import type { TraceSink } from '../../src/observe/trace-sink.ts';
import { createTracing } from '../../src/observe/tracing.ts';
import type { ExportDeps, TracingService } from '../../src/observe/tracing.ts';
import { openStore } from '../../src/store/open-store.ts';
import { StoreSettings } from '../../src/store/settings.ts';

const runsPerRound = 300;
const rounds = 5;
const spansPerRun = 7;
/** Beside the seconds of a summary nobody notices this much for all spans of a run. */
const maxMsPerRun = 5;

interface Variant {
  name: string;
  tracing: TracingService;
  /** Microseconds of the main thread a span in the traced code, one a round. */
  path: number[];
  /** The same with everything written and sent. */
  whole: number[];
}

const noSink: TraceSink = { insertSpans: () => Promise.resolve(), putArtifact: () => Promise.resolve() };

/** The spans of a summary, with attributes of their size. */
async function traceRun(tracing: TracingService, seed: string): Promise<void> {
  const attributes = { user: 'U1', channel: 'C1', job_id: seed, url: 'https://news.example/an-article?page=1' };
  const leaf = (name: string, kind: SpanKind, values: Record<string, string | number>) =>
    tracing.span(name, { kind }, (span) => {
      span.set(values);
      return turn();
    });
  const usage = { model: 'small', input_tokens: 1200, output_tokens: 300, prompt_version: '0123456789ab' };
  await tracing.span('summarize_link.run', { kind: 'CHAIN', traceSeed: seed, attributes }, async (root) => {
    await leaf('retrieval.fetch_evidence', 'RETRIEVER', { adapter: 'generic', coverage: 'full', snippet_count: 40 });
    await tracing.span('stage_a.run', { kind: 'LLM' }, async (span) => {
      await leaf('fetch_source', 'TOOL', {
        tool: 'read_link',
        outcome: 'ok',
        note: 'a sentence of a page '.repeat(20),
      });
      span.set({ ...usage, cost_usd: 0.0012 });
    });
    await leaf('stage_b.run', 'LLM', { ...usage, cost_usd: 0.0021 });
    await leaf('quality_gates.validate', 'CHAIN', { gate_total: 13, gate_failures: 0, gate_pass_rate: 1 });
    await leaf('slack.post_message', 'CHAIN', { blocks: 12, bytes: 4200 });
    root.set({ outcome: 'summarized', cost_usd: 0.0033 });
  });
}

async function measure(variant: Variant, round: number): Promise<void> {
  const from = threadMicroseconds();
  for (let run = 0; run < runsPerRound; run += 1) await traceRun(variant.tracing, `${variant.name} ${round} ${run}`);
  const between = threadMicroseconds();
  await variant.tracing.flush();
  variant.path.push((between - from) / (runsPerRound * spansPerRun));
  variant.whole.push((threadMicroseconds() - from) / (runsPerRound * spansPerRun));
}

/** Processor time of this thread alone: other programs and the collector's thread do not count. */
function threadMicroseconds(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Prints microseconds a span and their ratios. @returns false where a span was lost, or all spans of a run cost more than 5 ms */
export async function benchSpans(): Promise<boolean> {
  const outside = createOutside('silent');
  const folder = mkdtempSync(join(tmpdir(), 'gloss-bench-'));
  const collector = new Worker(new URL('./spans-collector.ts', import.meta.url));
  const [{ url }] = (await once(collector, 'message')) as [{ url: string }];
  const open = (name: string) =>
    openStore(
      StoreSettings.parse({ databaseUrl: join(folder, `${name}.db`), tracesFile: join(folder, `${name}-traces.db`) }),
      outside,
    );
  const stores = [await open('alone'), await open('sent')] as const;
  const exporting: ExportDeps = {
    destinations: [
      { name: 'bench', kind: 'otlp', url: `${url}/v1/traces`, headers: {}, resource: {}, compression: 'gzip' },
    ],
    fetch: globalThis.fetch,
    bufferDirectory: join(folder, 'otlp-buffer'),
  };
  const sinkOf = (store: (typeof stores)[number]): TraceSink => ({
    ...noSink,
    insertSpans: (rows) => store.spans.insertSpans(rows),
  });
  const variant = (name: string, settings: object, sink: TraceSink, deps?: ExportDeps): Variant => ({
    name,
    tracing: createTracing(ObserveSettings.parse(settings), outside, sink, deps),
    path: [],
    whole: [],
  });
  const variants = [
    variant('tracing off', { enabled: false }, noSink),
    variant('no sink', {}, noSink),
    variant('SQLite', {}, sinkOf(stores[0])),
    variant('SQLite + OTLP', {}, sinkOf(stores[1]), exporting),
  ];
  try {
    await measure(variants[1] ?? variant('no sink', {}, noSink), -1);
    for (const each of variants) each.path.length = each.whole.length = 0;
    for (let round = 0; round < rounds; round += 1) {
      for (const each of variants) await measure(each, round);
    }
    const last = variants.at(-1);
    await last?.tracing.close();
    collector.postMessage('count');
    const [{ taken }] = (await once(collector, 'message')) as [{ taken: number }];
    const [health] = last?.tracing.destinations() ?? [];
    const base = median(variants[0]?.path ?? []);
    const noSinkCost = median(variants[1]?.path ?? []) - base;

    console.log(
      `\nspans: ${rounds} × ${runsPerRound} runs of ${spansPerRun} spans; processor time a span in microseconds, median of the rounds`,
    );
    const line = (cells: readonly string[]) =>
      console.log(cells.map((cell, index) => (index === 0 ? cell.padEnd(16) : cell.padStart(14))).join(''));
    line(['', 'in the code', 'of no sink', 'with flush']);
    for (const { name, path, whole } of variants) {
      const cost = median(path) - base;
      line([
        name,
        cost.toFixed(1),
        name === 'tracing off' ? '' : `× ${(cost / noSinkCost).toFixed(2)}`,
        (median(whole) - base).toFixed(1),
      ]);
    }
    const cost = ((median(last?.path ?? []) - base) * spansPerRun) / 1000;
    const made = rounds * runsPerRound * spansPerRun;
    console.log(`a run costs ${cost.toFixed(2)} ms`);
    console.log(`made ${made}, sent ${health?.sent}, dropped ${health?.dropped}, received ${taken}`);
    return taken === made && health?.dropped === 0 && cost <= maxMsPerRun;
  } finally {
    for (const each of variants) await each.tracing.close();
    for (const store of stores) await store.close();
    await collector.terminate();
    rmSync(folder, { recursive: true, force: true });
  }
}
