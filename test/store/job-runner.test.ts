import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AppError } from '../../src/core/errors.ts';
import type { Failure } from '../../src/core/errors.ts';
import type { JobContext, JobKind, NewJob } from '../../src/core/ports.ts';
import { createJobRunner } from '../../src/store/job-runner.ts';
import type { JobRunner } from '../../src/store/job-runner.ts';
import type { Store } from '../../src/store/open-store.ts';
import type { JobSettings } from '../../src/store/settings.ts';
import { unknownKindPatienceMs } from '../../src/store/postgres/postgres-job-recovery.ts';
import { openTempStore } from '../support/temp-store.ts';
import type { TempStore } from '../support/temp-store.ts';
import { dialects } from '../support/test-databases.ts';

const Payload = z.object({ link: z.string() });
type Payload = z.infer<typeof Payload>;

const job = (link: string, more: Partial<NewJob> = {}): NewJob => ({
  key: link,
  kind: 'link',
  payload: { link },
  ...more,
});
const failing = new AppError({ code: 'fetch_timeout', message: 'Too slow.', retryable: true });
const hopeless = new AppError({ code: 'page_wall', message: 'A login is asked for.' });

function linkKind(
  run: (payload: Payload, context: JobContext) => Promise<void>,
  more: Partial<JobKind<Payload>> = {},
): JobKind<Payload> {
  return { id: 'link', payload: Payload, run, ...more };
}

function createRunner(
  temp: TempStore,
  kinds: readonly JobKind<unknown>[],
  store: Store = temp.store,
): JobRunner & AsyncDisposable {
  const runner = createJobRunner({ queue: store.jobs, kinds, settings: temp.settings.jobs, outside: temp.outside });
  return {
    ...runner,
    async [Symbol.asyncDispose]() {
      const stopped = runner.stop({ drainMs: 0 });
      // The clock is held, so time for handlers that never let go must be given.
      for (let second = 0; second < 3; second += 1) await temp.outside.clock.advance(1000);
      await stopped;
    },
  };
}

/** A promise and its handle: a handler waits on one, the test lets it go. */
function gate() {
  return Promise.withResolvers<void>();
}

/** Waits like a model call: until it is let go or the signal fires. */
function holdUntil(release: Promise<void>, signal: AbortSignal): Promise<void> {
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  return Promise.race([release, aborted]);
}

async function inspect(store: Store, key: string) {
  const record = (await store.jobs.list({ limit: 100 })).find((candidate) => candidate.key === key);
  if (!record) throw new Error(`There is no job ${key}.`);
  return record;
}

describe.each(dialects)('a job runner on %s', (dialect) => {
  const open = (jobs: Partial<JobSettings> = {}): Promise<TempStore> => openTempStore({ dialect, jobs });

  test('starts a job the moment it is stored: the clock does not move', async () => {
    await using temp = await open();
    const seen: string[] = [];
    await using runner = createRunner(temp, [
      linkKind(async (payload, context) => {
        seen.push(await context.step('read', async () => `read ${payload.link}`));
      }),
    ]);
    runner.start();
    await runner.idle();
    await temp.store.jobs.enqueue([job('one')]);
    await runner.idle();
    expect(seen).toEqual(['read one']);
    expect(await temp.store.jobs.counts()).toMatchObject({ done: 1, queued: 0, running: 0 });
  });

  test('finds what another process stored, at its next look', async () => {
    await using temp = await open();
    const seen: string[] = [];
    await using runner = createRunner(temp, [linkKind(async ({ link }) => void seen.push(link))]);
    runner.start();
    await runner.idle();
    await (await temp.openAnother()).jobs.enqueue([job('one')]);
    await temp.outside.clock.advance(temp.settings.jobs.pollIntervalMs);
    await runner.idle();
    expect(seen).toEqual(['one']);
  });

  test('runs a job that is stored for later at its time and not a moment before', async () => {
    await using temp = await open({ pollIntervalMs: 60_000 });
    const startedAt: number[] = [];
    await using runner = createRunner(temp, [linkKind(async () => void startedAt.push(temp.outside.clock.now()))]);
    runner.start();
    const runAt = temp.outside.clock.now() + 1234;
    await temp.store.jobs.enqueue([job('one', { runAt })]);
    await temp.outside.clock.advance(0);
    await temp.outside.clock.advance(5000);
    expect(startedAt).toEqual([runAt]);
  });

  test('runs so many of each kind at once and no more', async () => {
    await using temp = await open({ concurrency: 2, concurrencyByKind: { digest: 1 } });
    const running = { link: 0, digest: 0 };
    const most = { link: 0, digest: 0 };
    const doors: (() => void)[] = [];
    const kind = (id: 'link' | 'digest'): JobKind<unknown> => ({
      id,
      payload: z.unknown(),
      async run() {
        running[id] += 1;
        most[id] = Math.max(most[id], running[id]);
        await new Promise<void>((resolve) => doors.push(resolve));
        running[id] -= 1;
      },
    });
    await using runner = createRunner(temp, [kind('link'), kind('digest')]);
    runner.start();
    await temp.store.jobs.enqueue(['a', 'b', 'c', 'd', 'e'].map((link) => job(link)));
    await temp.store.jobs.enqueue(['f', 'g', 'h'].map((link) => job(link, { kind: 'digest' })));
    while ((await temp.store.jobs.counts()).done < 8) {
      await temp.outside.clock.advance(0);
      for (const open of doors.splice(0)) open();
    }
    expect(most).toEqual({ link: 2, digest: 1 });
  });

  describe('steps', () => {
    test('run once for the life of the job: a later attempt gets the stored result', async () => {
      await using temp = await open();
      const worked: string[] = [];
      const results: unknown[] = [];
      await using runner = createRunner(temp, [
        linkKind(async (_payload, context) => {
          const work = (name: string, value: unknown) => async () => {
            worked.push(`${name} ${context.attempt}`);
            return value;
          };
          results.push(await context.step('retrieve', work('retrieve', { at: new Date(0), gone: undefined })));
          results.push(await context.step('nothing', work('nothing', undefined)));
          if (context.attempt === 1) throw failing;
          await context.step('facts', work('facts', 1));
        }),
      ]);
      runner.start();
      await temp.store.jobs.enqueue([job('one')]);
      await runner.idle();
      expect(await inspect(temp.store, 'one')).toMatchObject({ status: 'queued', failure: { code: 'fetch_timeout' } });
      await temp.outside.clock.advance(temp.settings.jobs.backoffBaseMs);
      await runner.idle();
      expect(worked).toEqual(['retrieve 1', 'nothing 1', 'facts 2']);
      // The first attempt sees what the second will see.
      const read = { at: '1970-01-01T00:00:00.000Z' };
      expect(results).toEqual([read, null, read, null]);
      expect(await inspect(temp.store, 'one')).toMatchObject({ status: 'done', failures: 1, failure: null });
    });

    test('of the same name are one step, also while it runs', async () => {
      await using temp = await open();
      let count = 0;
      await using runner = createRunner(temp, [
        linkKind(async (_payload, context) => {
          const work = async () => (count += 1);
          expect(await Promise.all([context.step('read', work), context.step('read', work)])).toEqual([1, 1]);
          expect(await context.step('read', work)).toBe(1);
        }),
      ]);
      runner.start();
      await temp.store.jobs.enqueue([job('one')]);
      await runner.idle();
      expect(count).toBe(1);
      expect(await inspect(temp.store, 'one')).toMatchObject({ status: 'done' });
    });

    test('that failed may be tried again by the handler itself', async () => {
      await using temp = await open();
      let calls = 0;
      await using runner = createRunner(temp, [
        linkKind(async (_payload, context) => {
          const work = async () => {
            calls += 1;
            if (calls === 1) throw failing;
            return calls;
          };
          await expect(context.step('read', work)).rejects.toBe(failing);
          expect(await context.step('read', work)).toBe(2);
        }),
      ]);
      runner.start();
      await temp.store.jobs.enqueue([job('one')]);
      await runner.idle();
      expect(await inspect(temp.store, 'one')).toMatchObject({ status: 'done', failures: 0 });
    });

    test('whose result is not JSON fail by name', async () => {
      await using temp = await open();
      await using runner = createRunner(temp, [
        linkKind(async (_payload, context) => void (await context.step('count', async () => 1n))),
      ]);
      runner.start();
      await temp.store.jobs.enqueue([job('one')]);
      await runner.idle();
      expect(await inspect(temp.store, 'one')).toMatchObject({ status: 'dead', failure: { code: 'step_not_json' } });
    });
  });

  describe('dead letters', () => {
    test('are told once, after the last attempt, with payload and failure', async () => {
      await using temp = await open();
      const told: [Payload, Failure, string][] = [];
      const attempts: string[] = [];
      await using runner = createRunner(temp, [
        linkKind(
          async (_payload, context) => {
            attempts.push(`${context.attempt} of ${context.maxAttempts}`);
            throw failing;
          },
          { onDead: async (payload, failure, { jobId }) => void told.push([payload, failure, jobId]) },
        ),
      ]);
      runner.start();
      await temp.store.jobs.enqueue([job('one', { maxAttempts: 3 })]);
      for (let wait = 0; wait < 3; wait += 1) await temp.outside.clock.advance(temp.settings.jobs.backoffMaxMs);
      await runner.idle();
      const { id, failure } = await inspect(temp.store, 'one');
      expect(attempts).toEqual(['1 of 3', '2 of 3', '3 of 3']);
      expect(told).toEqual([[{ link: 'one' }, failure, id]]);
      expect(failure).toMatchObject({ code: 'fetch_timeout' });
    });

    test('that cannot be told are logged, and the runner goes on', async () => {
      await using temp = await open();
      const onDead = async () => {
        throw hopeless;
      };
      await using runner = createRunner(temp, [linkKind(() => Promise.reject(hopeless), { onDead })]);
      runner.start();
      await temp.store.jobs.enqueue([job('one')]);
      await runner.idle();
      await temp.store.jobs.enqueue([job('two')]);
      await runner.idle();
      expect((await temp.store.jobs.counts()).dead).toBe(2);
      expect(
        temp.outside.logged.filter(({ message }) => message === 'the end of a job could not be told'),
      ).toHaveLength(2);
    });

    test('are made of a payload that does not fit and of a kind nobody knows, without running anything', async () => {
      await using temp = await open();
      const never = () => {
        throw new Error('must not be called');
      };
      await using runner = createRunner(temp, [linkKind(never, { onDead: never })]);
      runner.start();
      await temp.store.jobs.enqueue([job('one', { payload: { link: 7 } }), job('two', { kind: 'lost' })]);
      if (dialect === 'postgres') await temp.outside.clock.advance(unknownKindPatienceMs);
      await runner.idle();
      expect(await inspect(temp.store, 'one')).toMatchObject({
        status: 'dead',
        failure: { code: 'job_payload_invalid' },
      });
      expect(await inspect(temp.store, 'two')).toMatchObject({ status: 'dead', failure: { code: 'job_kind_unknown' } });
    });

    test('are made at once of a bug, whose text stays in the log', async () => {
      await using temp = await open();
      await using runner = createRunner(temp, [linkKind(() => Promise.reject(new TypeError('x is not a function')))]);
      runner.start();
      await temp.store.jobs.enqueue([job('one')]);
      await runner.idle();
      const { failure } = await inspect(temp.store, 'one');
      expect(failure).toMatchObject({ code: 'internal_error' });
      expect(JSON.stringify(failure)).not.toContain('function');
      expect(temp.outside.logged.find(({ message }) => message === 'job failed')?.fields['cause']).toBeInstanceOf(
        TypeError,
      );
    });
  });

  describe('cancelling', () => {
    test('stops a running job at once and tells its kind once', async () => {
      await using temp = await open();
      const withdrawn: string[] = [];
      const begun = gate();
      let reason: unknown;
      await using runner = createRunner(temp, [
        linkKind(
          async (_payload, context) => {
            begun.resolve();
            await holdUntil(gate().promise, context.signal).catch((error: unknown) => {
              reason = error;
              throw error;
            });
          },
          { onCancelled: async ({ link }) => void withdrawn.push(link) },
        ),
      ]);
      runner.start();
      await temp.store.jobs.enqueue([job('one', { group: 'g' })]);
      await begun.promise;
      expect(await temp.store.jobs.cancelGroup('g', 'the message was deleted')).toEqual({ cancelled: 0, stopping: 1 });
      await runner.idle();
      expect(reason).toMatchObject({ code: 'job_cancelled' });
      expect(withdrawn).toEqual(['one']);
      expect(await inspect(temp.store, 'one')).toMatchObject({
        status: 'cancelled',
        cancelReason: 'the message was deleted',
      });
    });

    test('by another process is noticed at the end of the step, though the handler never looks at its signal', async () => {
      await using temp = await open();
      const other = await temp.openAnother();
      const steps: string[] = [];
      await using runner = createRunner(temp, [
        linkKind(async (_payload, context) => {
          await context.step('retrieve', async () => {
            steps.push('retrieve');
            await other.jobs.cancelGroup('g', 'deleted');
          });
          await context.step('post', async () => void steps.push('post'));
        }),
      ]);
      runner.start();
      await temp.store.jobs.enqueue([job('one', { group: 'g' })]);
      await runner.idle();
      expect(steps).toEqual(['retrieve']);
      expect(await inspect(temp.store, 'one')).toMatchObject({ status: 'cancelled' });
    });

    test('by another process reaches a long step with the next heartbeat', async () => {
      await using temp = await open();
      const begun = gate();
      await using runner = createRunner(temp, [
        linkKind(async (_payload, context) => {
          begun.resolve();
          await holdUntil(gate().promise, context.signal);
        }),
      ]);
      runner.start();
      await temp.store.jobs.enqueue([job('one', { group: 'g' })]);
      await begun.promise;
      await (await temp.openAnother()).jobs.cancelGroup('g', 'deleted');
      await temp.outside.clock.advance(temp.settings.jobs.heartbeatMs);
      await runner.idle();
      expect(await inspect(temp.store, 'one')).toMatchObject({ status: 'cancelled' });
    });
  });

  describe('leases', () => {
    test('are kept by heartbeats for as long as the handler runs', async () => {
      await using temp = await open({ leaseMs: 10_000, heartbeatMs: 3000 });
      const hold = gate();
      await using runner = createRunner(temp, [linkKind(() => hold.promise)]);
      runner.start();
      await temp.store.jobs.enqueue([job('one')]);
      const other = await temp.openAnother();
      for (let second = 0; second < 60; second += 1) {
        await temp.outside.clock.advance(1000);
        expect((await other.jobs.recover([])).requeued).toBe(0);
      }
      hold.resolve();
      await runner.idle();
      expect(await inspect(temp.store, 'one')).toMatchObject({ status: 'done', attempts: 1 });
    });

    test('that were lost stop the handler, whose writes no longer count', async () => {
      await using temp = await open({ leaseMs: 4000, heartbeatMs: 5000 });
      const begun = gate();
      let reason: unknown;
      await using runner = createRunner(temp, [
        linkKind(async (_payload, context) => {
          begun.resolve();
          await holdUntil(gate().promise, context.signal).catch((error: unknown) => {
            reason = error;
          });
        }),
      ]);
      runner.start();
      await temp.store.jobs.enqueue([job('one')]);
      await begun.promise;
      await temp.outside.clock.advance(4001);
      const other = await temp.openAnother();
      expect((await other.jobs.recover([])).requeued).toBe(1);
      const taken = await other.jobs.claim('link');
      await temp.outside.clock.advance(1000);
      expect(reason).toMatchObject({ code: 'job_lost' });
      expect(await inspect(temp.store, 'one')).toMatchObject({ status: 'running', attempts: 2 });
      expect(taken && (await other.jobs.complete(taken))).toBe(true);
    });

    test('do not keep a job for ever: one that takes too long is stopped and tried again', async () => {
      await using temp = await open({ timeoutMs: 60_000 });
      await using runner = createRunner(temp, [
        linkKind(async (_payload, context) => {
          if (context.attempt === 1) await holdUntil(gate().promise, context.signal);
        }),
      ]);
      runner.start();
      await temp.store.jobs.enqueue([job('one')]);
      await temp.outside.clock.advance(0);
      await temp.outside.clock.advance(59_000);
      expect(await inspect(temp.store, 'one')).toMatchObject({ status: 'running' });
      await temp.outside.clock.advance(6000);
      expect(await inspect(temp.store, 'one')).toMatchObject({ failure: { code: 'job_timeout' }, failures: 1 });
      await temp.outside.clock.advance(temp.settings.jobs.backoffBaseMs);
      await runner.idle();
      expect(await inspect(temp.store, 'one')).toMatchObject({ status: 'done' });
    });
  });

  describe('a start', () => {
    test('takes up at once what a dead process was working on', async () => {
      await using temp = await open();
      const dying = await temp.openAnother();
      await dying.jobs.enqueue([job('one')]);
      const claim = await dying.jobs.claim('link');
      if (claim) await dying.jobs.saveStep(claim, { name: 'retrieve', output: '"page"', startedAt: 0 });
      await dying.close();
      const pages: string[] = [];
      await using runner = createRunner(temp, [
        linkKind(async (_payload, context) => {
          pages.push(await context.step('retrieve', async () => 'read again'));
        }),
      ]);
      runner.start();
      await runner.idle();
      expect(pages).toEqual(['page']);
    });

    test('tells dead letters that the process before could not tell', async () => {
      await using temp = await open();
      const dying = await temp.openAnother();
      await dying.jobs.enqueue([job('one')]);
      const claim = await dying.jobs.claim('link');
      if (claim) await dying.jobs.fail(claim, hopeless);
      await dying.jobs.takeNotice();
      await dying.close();
      const told: string[] = [];
      await using runner = createRunner(temp, [
        linkKind(() => Promise.reject(failing), { onDead: async (_payload, { code }) => void told.push(code) }),
      ]);
      runner.start();
      await runner.idle();
      expect(told).toEqual(['page_wall']);
    });

    test('lets a job that was there at many crashes run by itself, and blames it for nothing while it waits', async () => {
      await using temp = await open();
      const now = temp.outside.clock.now();
      await temp.store.jobs.enqueue([job('suspect', { runAt: now - 1 })]);
      for (let crash = 0; crash < 3; crash += 1) {
        const dying = await temp.openAnother();
        await dying.jobs.claim('link');
        await dying.close();
        await temp.store.jobs.recover([]);
      }
      await temp.store.jobs.enqueue(['a', 'b', 'c', 'd'].map((link) => job(link, { runAt: now - 2 })));
      await temp.store.jobs.enqueue([job('e', { runAt: now })]);
      const together: string[][] = [];
      const running = new Set<string>();
      await using runner = createRunner(temp, [
        linkKind(async ({ link }) => {
          running.add(link);
          await temp.outside.clock.sleep(10);
          together.push([...running].sort());
          running.delete(link);
        }),
      ]);
      runner.start();
      await temp.outside.clock.advance(0);
      expect(await inspect(temp.store, 'suspect')).toMatchObject({ status: 'queued', crashes: 3 });
      for (let look = 0; look < 6; look += 1) await temp.outside.clock.advance(10);
      await runner.idle();
      expect(together.find((links) => links.includes('suspect'))).toEqual(['suspect']);
      expect(together[0]).toEqual(['a', 'b', 'c', 'd']);
      expect((await temp.store.jobs.counts()).done).toBe(6);
    });
  });

  describe('a stop', () => {
    test('lets running jobs finish and begins no other', async () => {
      await using temp = await open({ concurrency: 1 });
      const begun = gate();
      const hold = gate();
      await using runner = createRunner(temp, [
        linkKind(async () => {
          begun.resolve();
          await hold.promise;
        }),
      ]);
      runner.start();
      await temp.store.jobs.enqueue([job('one'), job('two')]);
      await begun.promise;
      const stopped = runner.stop({ drainMs: 5000 });
      await temp.outside.clock.advance(0);
      await temp.outside.clock.advance(4000);
      hold.resolve();
      await stopped;
      expect(await inspect(temp.store, 'one')).toMatchObject({ status: 'done' });
      expect(await inspect(temp.store, 'two')).toMatchObject({ status: 'queued', attempts: 0 });
    });

    test('gives back what does not finish in time, without using up an attempt, and the next start resumes it', async () => {
      await using temp = await open();
      const worked: string[] = [];
      const reasons: unknown[] = [];
      const kind = linkKind(async (_payload, context) => {
        worked.push(`${context.attempt} of ${context.maxAttempts}`);
        await context.step('retrieve', async () => void worked.push('retrieve'));
        if (context.attempt < 3) {
          await holdUntil(gate().promise, context.signal).catch((error: unknown) => {
            reasons.push(error);
            throw failing;
          });
        }
      });
      await temp.store.jobs.enqueue([job('one', { maxAttempts: 1 })]);
      for (let run = 0; run < 2; run += 1) {
        const runner = createRunner(temp, [kind]);
        runner.start();
        await temp.outside.clock.advance(1);
        const stopped = runner.stop({ drainMs: 1000 });
        await temp.outside.clock.advance(0);
        await temp.outside.clock.advance(1000);
        await stopped;
        expect(await inspect(temp.store, 'one')).toMatchObject({ status: 'queued', failures: 0, crashes: 0 });
      }
      await using last = createRunner(temp, [kind]);
      last.start();
      await last.idle();
      expect(worked).toEqual(['1 of 1', 'retrieve', '2 of 2', '3 of 3']);
      expect(reasons).toMatchObject([{ code: 'job_stopped' }, { code: 'job_stopped' }]);
      expect(await inspect(temp.store, 'one')).toMatchObject({ status: 'done' });
    });

    test('does not wait for a handler that never lets go, and ignores what it writes later', async () => {
      await using temp = await open();
      const begun = gate();
      const hold = gate();
      const ended = gate();
      const runner = createRunner(temp, [
        linkKind(async (_payload, context) => {
          begun.resolve();
          await hold.promise;
          await context.step('late', async () => 'late').catch(() => undefined);
          ended.resolve();
        }),
      ]);
      runner.start();
      await temp.store.jobs.enqueue([job('one')]);
      await begun.promise;
      const stopped = runner.stop({ drainMs: 0 });
      await temp.outside.clock.advance(0);
      await temp.outside.clock.advance(2000);
      await stopped;
      hold.resolve();
      await ended.promise;
      const record = await inspect(temp.store, 'one');
      expect(record).toMatchObject({ status: 'queued', failures: 0 });
      expect((await temp.store.jobs.get(record.id))?.steps).toEqual([]);
    });

    test('that is asked for twice is one', async () => {
      await using temp = await open();
      const begun = gate();
      const hold = gate();
      await using runner = createRunner(temp, [
        linkKind(async () => {
          begun.resolve();
          await hold.promise;
        }),
      ]);
      runner.start();
      await temp.store.jobs.enqueue([job('one')]);
      await begun.promise;
      const stops = [runner.stop({ drainMs: 5000 }), runner.stop({ drainMs: 0 })];
      await temp.outside.clock.advance(0);
      hold.resolve();
      await Promise.all(stops);
      expect(await inspect(temp.store, 'one')).toMatchObject({ status: 'done' });
    });

    test('may be followed by a start of the same runner', async () => {
      await using temp = await open();
      const seen: string[] = [];
      await using runner = createRunner(temp, [linkKind(async ({ link }) => void seen.push(link))]);
      runner.start();
      await runner.stop();
      await temp.store.jobs.enqueue([job('one')]);
      expect(seen).toEqual([]);
      runner.start();
      await runner.idle();
      expect(seen).toEqual(['one']);
    });
  });

  test('keeps the result of a step, and the end of a job, until the database takes them', async () => {
    await using temp = await open();
    const { jobs } = temp.store;
    const away = new AppError({ code: 'database_unavailable', message: 'Away.', retryable: true });
    const refusals = { saveStep: 3, complete: 2 };
    const queue = {
      ...jobs,
      saveStep: (...args: Parameters<typeof jobs.saveStep>) =>
        refusals.saveStep-- > 0 ? Promise.reject(away) : jobs.saveStep(...args),
      complete: (...args: Parameters<typeof jobs.complete>) =>
        refusals.complete-- > 0 ? Promise.reject(away) : jobs.complete(...args),
    };
    let calls = 0;
    const kinds = [linkKind(async (_payload, context) => void (await context.step('read', async () => (calls += 1))))];
    const runner = createJobRunner({ queue, kinds, settings: temp.settings.jobs, outside: temp.outside });
    runner.start();
    await jobs.enqueue([job('one')]);
    for (let second = 0; second < 6; second += 1) await temp.outside.clock.advance(1000);
    await runner.idle();
    expect(calls).toBe(1);
    expect(await inspect(temp.store, 'one')).toMatchObject({ status: 'done', attempts: 1, failures: 0 });
    await runner.stop();
  });

  test('stops in order where jobs cannot be given back', async () => {
    await using temp = await open();
    const { jobs } = temp.store;
    const begun = gate();
    const hold = gate();
    const queue = { ...jobs, release: () => Promise.reject(failing) };
    const kinds = [
      linkKind(async () => {
        begun.resolve();
        await hold.promise;
      }),
    ];
    const runner = createJobRunner({ queue, kinds, settings: temp.settings.jobs, outside: temp.outside });
    runner.start();
    await jobs.enqueue([job('one')]);
    await begun.promise;
    const stopped = runner.stop({ drainMs: 0 });
    await temp.outside.clock.advance(0);
    await temp.outside.clock.advance(2000);
    await stopped;
    hold.resolve();
    expect(await inspect(temp.store, 'one')).toMatchObject({ status: 'running' });
  });

  test('waits and goes on where the database does not answer', async () => {
    await using temp = await open();
    const seen: string[] = [];
    let isBroken = true;
    const { jobs } = temp.store;
    const queue = { ...jobs, claim: (kind: string) => (isBroken ? Promise.reject(failing) : jobs.claim(kind)) };
    const runner = createJobRunner({
      queue,
      kinds: [linkKind(async ({ link }) => void seen.push(link))],
      settings: temp.settings.jobs,
      outside: temp.outside,
    });
    runner.start();
    await jobs.enqueue([job('one')]);
    await temp.outside.clock.advance(temp.settings.jobs.pollIntervalMs);
    expect(seen).toEqual([]);
    isBroken = false;
    await temp.outside.clock.advance(temp.settings.jobs.pollIntervalMs);
    await runner.idle();
    expect(seen).toEqual(['one']);
    expect(temp.outside.logged.some(({ message }) => message === 'the job queue could not be read')).toBe(true);
    await runner.stop();
  });
});
