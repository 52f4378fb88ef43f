/** `measure.mjs CANDIDATE URL JOBS`: speed and latency in one process, as one line of JSON. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { candidates } from './candidates.mjs';

const [candidate, url, count] = process.argv.slice(2);
const open = candidates[candidate];
const jobs = Number(count);
const looks = 40;
const concurrency = 10;

function quantile(times, share) {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] * 10) / 10;
}

const client = await open(url, { concurrency });
const keys = Array.from({ length: jobs }, () => randomUUID());
const storing = performance.now();
await Promise.all(Array.from({ length: 10 }, (_, lane) => client.enqueue(keys.filter((_key, at) => at % 10 === lane))));
const enqueuePerSecond = Math.round((jobs / (performance.now() - storing)) * 1000);
await client.close();

const startedAt = new Map();
let done = 0;
let report = () => undefined;
const worker = await open(url, {
  concurrency,
  async run(key, step) {
    startedAt.set(key, performance.now());
    for (let index = 0; index < 5; index += 1) await step(`step ${index}`, async () => index);
    done += 1;
    report();
  },
});
await new Promise((resolve) => {
  report = () => done >= jobs && resolve();
  report();
});
const jobsPerSecond = Math.round((jobs / (performance.now() - Math.min(...startedAt.values()))) * 1000);
report = () => undefined;

const latencies = [];
for (let look = 0; look < looks; look += 1) {
  await wait(150 + Math.random() * 350);
  const key = randomUUID();
  const stored = performance.now();
  await worker.enqueue([key]);
  while (!startedAt.has(key)) await wait(1);
  latencies.push(startedAt.get(key) - stored);
}
const cpuBefore = process.cpuUsage();
await wait(3000);
const { user, system } = process.cpuUsage(cpuBefore);
const line = {
  enqueuePerSecond,
  jobsPerSecond,
  p50: quantile(latencies, 0.5),
  p95: quantile(latencies, 0.95),
  idleCpuPercent: Math.round((user + system) / 3000) / 10,
  rssMb: Math.round(process.memoryUsage.rss() / 1e6),
};
console.log(JSON.stringify(line));
process.exit(0);
