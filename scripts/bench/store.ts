/** `node scripts/bench/store.ts`: what the job queue costs on this machine's disk, on real files with a commit that waits for the disk. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createRealOutside } from '../../test/support/real-outside.ts';
import type { JobContext, JobKind, NewJob } from '../../src/core/ports.ts';
import { createJobRunner } from '../../src/store/job-runner.ts';
import { openStore } from '../../src/store/open-store.ts';
import { StoreSettings } from '../../src/store/settings.ts';
import type { SpanRow } from '../../src/core/span-row.ts';

const { values } = parseArgs({ options: { folder: { type: 'string', default: tmpdir() } } });

const outside = createRealOutside();

const folder = mkdtempSync(join(values.folder, 'gloss-bench-'));
const settings = StoreSettings.parse({ databaseUrl: join(folder, 'gloss.db'), tracesFile: join(folder, 'traces.db') });
const store = await openStore(settings, outside);

/** A payload of the size of a Slack message event. */
const newJob = (key: string, kind: string): NewJob => ({
  key,
  kind,
  payload: { key, text: 'x'.repeat(1500) },
  group: key,
});

function show(name: string, times: number[]): void {
  const sorted = times.sort((a, b) => a - b);
  const at = (q: number) => (sorted[Math.floor((sorted.length - 1) * q)] ?? 0).toFixed(3).padStart(9);
  console.log(`${name.padEnd(46)} p50 ${at(0.5)}   p99 ${at(0.99)}   max ${at(1)} ms`);
}

async function measure(name: string, count: number, act: (index: number) => Promise<unknown> | void): Promise<void> {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const from = performance.now();
    await act(index);
    times.push(performance.now() - from);
  }
  show(name, times);
}

await measure('intake: event and job in one transaction', 1000, (index) =>
  store.jobs.enqueue([newJob(`intake ${index}`, 'intake')], `event ${index}`),
);

for (let batch = 0; batch < 50; batch += 1) {
  await store.jobs.enqueue(Array.from({ length: 1000 }, (_, index) => newJob(`waiting ${batch} ${index}`, 'waiting')));
}
await measure('claim with 50,000 waiting jobs', 300, () => store.jobs.claim('waiting'));
await measure('next due time with 50,000 waiting jobs', 300, () => store.jobs.nextDueAt(['intake', 'waiting', 'none']));
await measure('search for unknown kinds, 50,000 waiting', 300, () =>
  store.jobs.refuseUnknownKinds(['intake', 'waiting']),
);
await measure('counts by status, 51,000 jobs', 20, () => store.jobs.counts());

const spans = (batch: number): SpanRow[] =>
  Array.from({ length: 100 }, (_, index) => ({
    traceId: `trace ${batch} ${index % 10}`,
    spanId: `span ${batch} ${index}`,
    parentSpanId: null,
    name: 'stage_a.run',
    kind: 'LLM',
    startMs: Date.now(),
    endMs: Date.now(),
    durationMs: 12,
    status: 'ok',
    errorType: null,
    costUsd: 0.001,
    attributes: { model: 'small', tokens: 100, text: 'x'.repeat(200) },
  }));
await measure('100 spans in one transaction', 100, (batch) => store.spans.insertSpans(spans(batch)));

let onRun: (payload: unknown, context: JobContext) => Promise<void> = () => Promise.resolve();
const kind = (id: string): JobKind<unknown> => ({
  id,
  payload: z.unknown(),
  run: (payload, context) => onRun(payload, context),
});
const runner = createJobRunner({
  queue: store.jobs,
  kinds: [kind('fast'), kind('load')],
  settings: { ...settings.jobs, concurrency: 10 },
  outside,
});
runner.start();

const startTimes: number[] = [];
for (let index = 0; index < 300; index += 1) {
  await wait(2);
  const from = performance.now();
  const started = new Promise<void>((resolve) => {
    onRun = async () => {
      startTimes.push(performance.now() - from);
      resolve();
    };
  });
  await store.jobs.enqueue([newJob(`fast ${index}`, 'fast')]);
  await started;
}
show('stored to started, idle runner (with the commit)', startTimes);

onRun = async (_payload, context) => {
  for (const name of ['retrieve', 'facts', 'compose', 'gates', 'post'])
    await context.step(name, async () => ({ name }));
};
const loadCount = 1000;
// From before the jobs are stored: the runner begins on them while their event is still on its way to the disk.
const from = performance.now();
await store.jobs.enqueue(Array.from({ length: loadCount }, (_, index) => newJob(`load ${index}`, 'load')));
await runner.idle();
const seconds = (performance.now() - from) / 1000;
console.log(`${'jobs of five steps, ten at once'.padEnd(46)} ${(loadCount / seconds).toFixed(0)} jobs/s`);

await runner.stop({ drainMs: 0 });
await store.close();
rmSync(folder, { recursive: true, force: true });
