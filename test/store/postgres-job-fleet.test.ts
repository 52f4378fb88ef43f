/** Several processes on one queue, by the machine's own clock. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { JobContext } from '../../src/core/ports.ts';
import { createJobRunner } from '../../src/store/job-runner.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/open-store.ts';
import { StoreSettings } from '../../src/store/settings.ts';
import { startPostgres, findPostgres, askPostgres } from '../support/postgres.ts';
import type { TestPostgres } from '../support/postgres.ts';
import { createPostgresDatabase } from '../support/postgres-database.ts';
import { createRealOutside } from '../support/real-outside.ts';
import { createTestOutside } from '../support/test-outside.ts';

const job = (key: string, group?: string) => ({
  key,
  kind: 'link',
  payload: { key },
  ...(group === undefined ? {} : { group }),
});

interface Process extends AsyncDisposable {
  store: Store;
}

/** A store and a runner with connections of their own, as a process has them; without `run` it only stores. */
async function startProcess(
  url: string,
  run?: (key: string, context: JobContext) => Promise<void>,
  jobs: Partial<StoreSettings['jobs']> = {},
): Promise<Process> {
  const outside = createRealOutside();
  const settings = StoreSettings.parse({ databaseUrl: url, queryTimeoutMs: 3000, jobs });
  const store = await openStore(settings, outside);
  const payload = z.object({ key: z.string() });
  const kind = {
    id: 'link',
    payload,
    run: async (given: unknown, context: JobContext) => run?.(payload.parse(given).key, context),
  };
  const runner = createJobRunner({ queue: store.jobs, kinds: [kind], settings: settings.jobs, outside });
  if (run) runner.start();
  return {
    store,
    async [Symbol.asyncDispose]() {
      await runner.stop({ drainMs: 0 });
      await store.close();
    },
  };
}

async function untilAllDone(store: Store, count: number): Promise<void> {
  await expect.poll(async () => (await store.jobs.counts()).done, { timeout: 15_000 }).toBe(count);
}

describe.skipIf(findPostgres() === null)('processes that share a queue', () => {
  test('never run one job at the same time, nor twice', async () => {
    await using place = await createPostgresDatabase();
    const running = new Set<string>();
    const runs: string[] = [];
    const overlaps: string[] = [];
    const run = (process: string) => async (key: string, context: JobContext) => {
      if (running.has(key)) overlaps.push(key);
      running.add(key);
      await context.step('read', () => wait(2));
      runs.push(`${process} ${key}`);
      running.delete(key);
    };
    await using first = await startProcess(place.url, run('first'));
    await using second = await startProcess(place.url, run('second'));
    const keys = Array.from({ length: 120 }, (_, index) => `job ${index}`);
    await Promise.all(
      keys.map((key, index) => (index % 2 === 0 ? first : second).store.jobs.enqueue([job(key)], `event ${key}`)),
    );
    await untilAllDone(first.store, keys.length);
    expect(overlaps).toEqual([]);
    expect(runs.map((line) => line.replace(/^\w+ /, '')).sort()).toEqual(keys.sort());
    expect(new Set(runs.map((line) => line.split(' ')[0]))).toEqual(new Set(['first', 'second']));
  });

  test('wake each other: a job begins at once where the next look is a minute away', async () => {
    await using place = await createPostgresDatabase();
    const begun = Promise.withResolvers<number>();
    await using _worker = await startProcess(place.url, async () => begun.resolve(performance.now()), {
      pollIntervalMs: 60_000,
      heartbeatMs: 60_000,
    });
    await using intake = await startProcess(place.url);
    await expect.poll(() => askPostgres(place.url, `select pid ${sessions}`)).toHaveLength(1);
    // Its first look is over by then, so that only what it hears can wake it.
    await wait(300);
    await intake.store.jobs.enqueue([job('a')]);
    const storedAt = performance.now();
    expect((await begun.promise) - storedAt).toBeLessThan(5000);
  });

  test('hear again after the connection they listen on was cut', async () => {
    await using place = await createPostgresDatabase();
    const begun = Promise.withResolvers<void>();
    await using _worker = await startProcess(place.url, async () => begun.resolve(), {
      pollIntervalMs: 60_000,
      heartbeatMs: 60_000,
    });
    await using intake = await startProcess(place.url);
    await expect.poll(() => askPostgres(place.url, `select pid ${sessions}`)).toHaveLength(1);
    const [{ pid }] = (await askPostgres(place.url, `select pid, pg_terminate_backend(pid) ${sessions}`)) as [
      { pid: number },
    ];
    await expect.poll(() => askPostgres(place.url, `select pid ${sessions} and pid <> ${pid}`)).toHaveLength(1);
    await wait(300);
    // What no process of ours wrote is passed over.
    await askPostgres(place.url, `notify gloss_jobs, 'somebody else'`);
    await intake.store.jobs.enqueue([job('a')]);
    await begun.promise;
  });

  test('reach each other with a cancellation at once, in the middle of a step', async () => {
    await using place = await createPostgresDatabase();
    const begun = Promise.withResolvers<void>();
    const stopped = Promise.withResolvers<unknown>();
    await using _worker = await startProcess(
      place.url,
      async (_key, context) => {
        context.signal.addEventListener('abort', () => stopped.resolve(context.signal.reason));
        begun.resolve();
        await stopped.promise;
        context.signal.throwIfAborted();
      },
      { heartbeatMs: 60_000 },
    );
    await using other = await startProcess(place.url);
    await other.store.jobs.enqueue([job('a', 'message')]);
    await begun.promise;
    await other.store.jobs.cancelGroup('message', 'it was deleted');
    expect(await stopped.promise).toMatchObject({ code: 'job_cancelled', message: expect.stringContaining('deleted') });
    await expect.poll(async () => (await other.store.jobs.counts()).cancelled).toBe(1);
  });

  test('take over what a killed process worked on, within seconds, and go on after its last step', async () => {
    await using place = await createPostgresDatabase();
    await using intake = await startProcess(place.url);
    await intake.store.jobs.enqueue([job('a'), job('b')]);
    const program = join(import.meta.dirname, '..', 'support', 'fleet-program.ts');
    const dying = spawn(process.execPath, [program, place.url], { stdio: ['ignore', 'pipe', 'inherit'] });
    let begun = 0;
    for await (const line of createInterface({ input: dying.stdout })) {
      if (line.startsWith('begun')) begun += 1;
      if (begun === 2) break;
    }
    const firstSteps: unknown[] = [];
    await using _worker = await startProcess(
      place.url,
      async (_key, context) => void firstSteps.push(await context.step('begin', async () => 'again')),
      { heartbeatMs: 500 },
    );
    await wait(1200);
    expect(firstSteps).toEqual([]);
    dying.kill('SIGKILL');
    const killedAt = performance.now();
    await untilAllDone(intake.store, 2);
    expect(performance.now() - killedAt).toBeLessThan(5000);
    expect(firstSteps).toEqual([dying.pid, dying.pid]);
    expect(await intake.store.jobs.list({ limit: 2 })).toMatchObject([{ crashes: 1 }, { crashes: 1 }]);
  });
});

describe.skipIf(findPostgres() === null)('processes whose database is stopped and started', () => {
  let server: TestPostgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  async function createDatabase(name: string): Promise<string> {
    await server.query(`create database ${name}`);
    return server.url.replace(/postgres$/, name);
  }

  test('go on after the database was away, and nobody is blamed for it', async () => {
    const url = await createDatabase('away');
    const held = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const runs: string[] = [];
    const run = async (key: string, context: JobContext) => {
      await context.step('read', async () => key);
      if (key === 'held') {
        begun.resolve();
        await held.promise;
      }
      await context.step('post', async () => void runs.push(key));
    };
    const quick = { heartbeatMs: 300, pollIntervalMs: 300, backoffBaseMs: 200 };
    await using first = await startProcess(url, run, quick);
    await first.store.jobs.enqueue([job('held')]);
    await begun.promise;
    await using second = await startProcess(url, run, quick);
    await server.stop();
    const wanted = { code: 'database_unavailable', retryable: true, hint: expect.stringContaining('PostgreSQL') };
    await expect(second.store.jobs.enqueue([job('refused')])).rejects.toMatchObject(wanted);
    await expect(second.store.jobs.claim('link')).rejects.toMatchObject(wanted);
    await expect(first.store.jobs.heartbeat([])).rejects.toMatchObject(wanted);
    await expect(first.store.jobs.recover([])).rejects.toMatchObject(wanted);
    await expect(first.store.jobs.counts()).rejects.toMatchObject(wanted);
    // Its last step ends while nothing can be stored.
    held.resolve();
    await wait(1000);
    await server.start();
    await expect
      .poll(() => second.store.jobs.enqueue([job('after')]).catch(() => null), { timeout: 10_000 })
      .not.toBeNull();
    await untilAllDone(second.store, 2);
    expect(runs.sort()).toEqual(['after', 'held']);
    expect(await second.store.jobs.list({ limit: 5 })).toMatchObject([
      { key: 'after', attempts: 1, crashes: 0 },
      { key: 'held', attempts: 1, crashes: 0 },
    ]);
  });

  test('are not taken for dead because their locks went with it', async () => {
    const url = await createDatabase('restarted');
    const settings = StoreSettings.parse({ databaseUrl: url });
    // Its clock stands still, so that after a first failure it does not connect again.
    const outside = createTestOutside();
    const slow = await openStore(settings, outside);
    await slow.jobs.enqueue([job('a')]);
    const claim = await slow.jobs.claim('link');
    await server.stop();
    await expect.poll(() => outside.clock.waiting()).toBe(1);
    await server.start();
    await using other = await startProcess(url);
    expect(await other.store.jobs.recover([])).toEqual({ requeued: 0, dead: 0, cancelled: 0 });
    expect(claim && (await slow.jobs.complete(claim))).toBe(true);
    await slow.close();
  });
});

/** Connections that hold their owner's lock and listen, of all processes on this database. */
const sessions = `from pg_stat_activity where datname = current_database() and application_name = 'gloss_jobs' and query like '%advisory_lock%'
  and state = 'idle'`;
