/**
 * Compares job engines on a real PostgreSQL, started here on a loopback port with fsync on. The candidates are not in Gloss's own tree:
 *   npm install --prefix scripts/bench/engines --no-package-lock --ignore-scripts
 *   npm run -s bench-engines [-- --jobs 1000 --kills 8 --only pg-boss,plain]
 * Speed: 5 checkpointed trivial steps a job, 10 jobs at once. Kills: two workers, five jobs each at once, one of them is killed and started
 * again at once; what it had begun must go on, in either.
 */
import { fork, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startPostgres } from '../../../test/support/postgres.ts';
import { candidates } from './candidates.mjs';

const { values } = parseArgs({
  options: {
    jobs: { type: 'string', default: '300' },
    kills: { type: 'string', default: '6' },
    only: { type: 'string', default: Object.keys(candidates).join(',') },
  },
});
const linksPerKill = 6;
const longestResumeMs = 75_000;
const here = import.meta.dirname;

async function measure(candidate, url) {
  const child = spawn(process.execPath, [join(here, 'measure.mjs'), candidate, url, values.jobs], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 180_000,
    killSignal: 'SIGKILL',
  });
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  await once(child, 'close');
  return JSON.parse(text.trim().split('\n').at(-1) || '{}');
}

function startWorker(candidate, url, id) {
  const child = fork(join(here, 'worker.mjs'), [candidate, url, id], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const ended = once(child, 'exit');
  const failed = ended.then(() => Promise.reject(new Error(`a worker of ${candidate} ended before it was ready`)));
  const ready = Promise.race([once(child, 'message'), failed]);
  // Awaited only where it is started; later its end is wanted.
  ready.catch(() => undefined);
  return { child, ready, ended };
}

async function killRun(candidate, url, pool) {
  // First, because it makes the tables: two processes of DBOS that make them at once end in a deadlock.
  const client = await candidates[candidate](url, { id: 'client' });
  const workers = { a: startWorker(candidate, url, 'a'), b: startWorker(candidate, url, 'b') };
  await Promise.all([workers.a.ready, workers.b.ready]);
  const keys = [];
  const interrupted = new Map();
  for (let kill = 0; kill < Number(values.kills); kill += 1) {
    const id = kill % 2 === 0 ? 'a' : 'b';
    const fresh = Array.from({ length: linksPerKill }, () => randomUUID());
    keys.push(...fresh);
    await client.enqueue(fresh);
    for (let looks = 0; looks < 300; looks += 1) {
      const { rows } = await pool.query('select 1 from bench_effects where worker = $1 and key = any($2) limit 1', [
        id,
        fresh,
      ]);
      if (rows.length > 0) break;
      await wait(10);
    }
    await wait(Math.random() * 60);
    workers[id].child.kill('SIGKILL');
    const killedAt = Date.now();
    await workers[id].ended;
    const { rows } = await pool.query(
      `select key from bench_effects group by key having count(distinct step) < 5 and (array_agg(worker order by at desc))[1] = $1`,
      [id],
    );
    for (const { key } of rows) if (!interrupted.has(key)) interrupted.set(key, killedAt);
    workers[id] = startWorker(candidate, url, id);
    await workers[id].ready;
  }
  let unfinished = keys.length;
  for (const until = Date.now() + longestResumeMs; unfinished > 0 && Date.now() < until; await wait(250)) {
    const { rows } = await pool.query('select 1 from bench_effects group by key having count(distinct step) = 5');
    unfinished = keys.length - rows.length;
  }
  for (const { child, ended } of Object.values(workers)) {
    child.kill('SIGKILL');
    await ended;
  }
  await client.close();
  const { rows } = await pool.query('select key, extract(epoch from at) * 1000 as at from bench_effects order by at');
  const resumes = [...interrupted].flatMap(([key, killedAt]) => {
    const next = rows.find((row) => row.key === key && Number(row.at) > killedAt);
    return next ? [Number(next.at) - killedAt] : [];
  });
  const repeated = await pool.query('select count(*) - count(distinct (key, step)) as repeated from bench_effects');
  resumes.sort((a, b) => a - b);
  const seconds = (share) =>
    resumes.length === 0 ? '–' : (resumes[Math.floor((resumes.length - 1) * share)] / 1000).toFixed(1);
  return {
    links: keys.length,
    unfinished,
    repeated: Number(repeated.rows[0].repeated),
    resume: `${seconds(0.5)} / ${seconds(1)}`,
  };
}

await using server = await startPostgres();
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => void server[Symbol.asyncDispose]().then(() => process.exit(1)));
// The test server leaves fsync out; figures without it would flatter everyone.
await server.query(`alter system set fsync = on`);
await server.query('select pg_reload_conf()');
console.log(
  '| engine | stored/s | jobs/s | idle start p50 / p95 ms | idle CPU % | RSS MB | links | unfinished | steps repeated | kill → resumed p50 / max s |',
);
console.log('|---|---|---|---|---|---|---|---|---|---|');
for (const candidate of values.only.split(',')) {
  const cells = [candidate];
  const name = candidate.replaceAll(/\W/g, '_');
  for (const part of ['speed', 'kills']) {
    await server.query(`create database ${name}_${part}`);
    const url = server.url.replace(/postgres$/, `${name}_${part}`);
    const pool = new pg.Pool({ connectionString: url, max: 2 });
    pool.on('error', () => undefined);
    await pool.query(`create table bench_steps (key text, name text, primary key (key, name));
      create table bench_effects (key text, step int, worker text, at timestamptz not null default clock_timestamp())`);
    if (part === 'speed') {
      const { enqueuePerSecond, jobsPerSecond, p50, p95, idleCpuPercent, rssMb } = await measure(candidate, url);
      cells.push(enqueuePerSecond, jobsPerSecond, `${p50} / ${p95}`, idleCpuPercent, rssMb);
    } else {
      const { links, unfinished, repeated, resume } = await killRun(candidate, url, pool);
      cells.push(links, unfinished, repeated, resume);
    }
    await pool.end();
  }
  console.log(`| ${cells.join(' | ')} |`);
}
