/** What every adapter of the job queue must do. An adapter's test calls this with a way to open two queues on one database. */
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import type { NewJob } from '../../src/core/ports.ts';
import type { JobChange, JobClaim, JobQueue } from '../../src/store/job-queue.ts';
import type { JobSettings } from '../../src/store/settings.ts';
import type { TestOutside } from '../support/test-outside.ts';

export interface QueueFixture extends AsyncDisposable {
  outside: TestOutside;
  settings: JobSettings;
  queue: JobQueue;
  /** A queue on the same database, as another process has it. */
  openAnother(): Promise<JobQueue>;
  /** Lets the process behind a queue die: it holds what it held and never writes again. */
  kill(queue: JobQueue): Promise<void>;
}

export interface QueueContract {
  /** Of the adapter, for the titles. */
  name: string;
  /** Whether other processes hear at once of what one did, or find it at their next look. */
  reachesOthers: boolean;
  /** How long a due job of an unknown kind waits for a process that knows it, in milliseconds. */
  unknownKindPatienceMs: number;
  open(settings?: Partial<JobSettings>): Promise<QueueFixture>;
}

const job = (key: string, more: Partial<NewJob> = {}): NewJob => ({ key, kind: 'link', payload: { key }, ...more });
const failing = new AppError({ code: 'fetch_timeout', message: 'Too slow.', retryable: true });
const hopeless = new AppError({ code: 'page_wall', message: 'A login is asked for.', hint: 'Paste the text.' });

async function claimed(queue: JobQueue, kind = 'link') {
  const claim = await queue.claim(kind);
  if (claim === null) throw new Error('There was nothing to claim.');
  return claim;
}

async function enqueueAndClaim(queue: JobQueue, more: Partial<NewJob> = {}) {
  await queue.enqueue([job('a', more)]);
  return claimed(queue);
}

export function describeJobQueue(contract: QueueContract): void {
  describe(`the job queue on ${contract.name}`, () => {
    describe('storing', () => {
      test('gives the first job for a key that is known, also after it is done', async () => {
        await using fixture = await contract.open();
        const first = await fixture.queue.enqueue([job('a')]);
        const again = await fixture.queue.enqueue([job('a', { payload: 'other' })]);
        expect(first.jobs[0]?.created).toBe(true);
        expect(again).toEqual({ duplicate: false, jobs: [{ id: first.jobs[0]?.id, created: false }] });
        await fixture.queue.complete(await claimed(fixture.queue));
        expect((await fixture.queue.enqueue([job('a')])).jobs).toEqual(again.jobs);
        expect(await fixture.queue.claim('link')).toBeNull();
      });

      test('stores nothing for an event it has seen, and names the jobs of the first time', async () => {
        await using fixture = await contract.open();
        const first = await fixture.queue.enqueue([job('a')], 'event-1');
        const again = await fixture.queue.enqueue([job('a'), job('b')], 'event-1');
        expect(again).toEqual({ duplicate: true, jobs: [{ id: first.jobs[0]?.id, created: false }] });
        expect((await fixture.queue.counts()).queued).toBe(1);
      });

      test('remembers an event that led to no job', async () => {
        await using fixture = await contract.open();
        expect((await fixture.queue.enqueue([], 'event-1')).duplicate).toBe(false);
        expect((await fixture.queue.enqueue([job('a')], 'event-1')).duplicate).toBe(true);
      });

      test('stores all jobs of one call or none, the event included', async () => {
        await using fixture = await contract.open();
        const unstorable = job('b', { payload: { size: 1n } });
        await expect(fixture.queue.enqueue([job('a'), unstorable], 'event-1')).rejects.toThrow('BigInt');
        expect((await fixture.queue.counts()).queued).toBe(0);
        expect((await fixture.queue.enqueue([job('a')], 'event-1')).duplicate).toBe(false);
      });

      test('tells listeners that there is work, and stops when asked', async () => {
        await using fixture = await contract.open();
        const changes: JobChange[] = [];
        const unsubscribe = fixture.queue.subscribe((change) => changes.push(change));
        await fixture.queue.enqueue([job('a')]);
        await fixture.queue.enqueue([job('a')]);
        unsubscribe();
        await fixture.queue.enqueue([job('b')]);
        expect(changes).toEqual([{ type: 'enqueued' }]);
      });
    });

    describe('claiming', () => {
      test('gives each job to one claimer, the longest due first, by kind', async () => {
        await using fixture = await contract.open();
        const other = await fixture.openAnother();
        const now = fixture.outside.clock.now();
        await fixture.queue.enqueue([job('late', { runAt: now - 1000 }), job('early', { runAt: now - 5000 })]);
        await fixture.queue.enqueue([job('digest', { kind: 'digest', runAt: now - 9000 })]);
        expect((await claimed(fixture.queue)).payload).toEqual({ key: 'early' });
        expect((await claimed(other)).payload).toEqual({ key: 'late' });
        expect(await fixture.queue.claim('link')).toBeNull();
        expect((await claimed(other, 'digest')).payload).toEqual({ key: 'digest' });
      });

      test('does not call it the first attempt where an earlier program may have begun the job', async () => {
        await using fixture = await contract.open();
        await fixture.queue.enqueue([job('a')]);
        await fixture.outside.clock.advance(1);
        const later = await fixture.openAnother();
        expect(await claimed(later)).toMatchObject({ attempt: 2, steps: new Map() });
        await fixture.queue.enqueue([job('b')]);
        expect((await claimed(later)).attempt).toBe(1);
      });

      test('leaves a job alone until it is due, and says when that is', async () => {
        await using fixture = await contract.open();
        const now = fixture.outside.clock.now();
        await fixture.queue.enqueue([job('a', { runAt: now + 500 })]);
        expect(await fixture.queue.claim('link')).toBeNull();
        expect(await fixture.queue.nextDueAt(['digest', 'link'])).toBe(now + 500);
        expect(await fixture.queue.nextDueAt(['digest'])).toBeNull();
        await fixture.outside.clock.advance(500);
        expect(await claimed(fixture.queue)).toMatchObject({
          kind: 'link',
          attempt: 1,
          maxAttempts: 4,
          enqueuedAt: now,
          crashes: 0,
          payload: { key: 'a' },
          steps: new Map(),
        });
      });
    });

    describe('working', () => {
      test('keeps finished steps for later attempts, the first result of a name for good', async () => {
        await using fixture = await contract.open();
        const claim = await enqueueAndClaim(fixture.queue);
        expect(await fixture.queue.saveStep(claim, { name: 'retrieve', output: '"page"', startedAt: 1 })).toEqual({
          outcome: 'saved',
        });
        expect(await fixture.queue.saveStep(claim, { name: 'retrieve', output: '"other"', startedAt: 2 })).toEqual({
          outcome: 'saved',
        });
        expect(await fixture.queue.saveStep(claim, { name: 'facts', output: 'null', startedAt: 3 })).toEqual({
          outcome: 'saved',
        });
        await fixture.queue.release(claim);
        const again = await claimed(fixture.queue);
        expect(again.steps).toEqual(
          new Map([
            ['retrieve', '"page"'],
            ['facts', 'null'],
          ]),
        );
        expect((await fixture.queue.get(claim.jobId))?.steps).toMatchObject([
          { name: 'retrieve', attempt: 1, startedAt: 1 },
          { name: 'facts', attempt: 1, startedAt: 3 },
        ]);
      });

      test('refuses every write of a claim that no longer holds', async () => {
        await using fixture = await contract.open();
        const old = await enqueueAndClaim(fixture.queue);
        await fixture.queue.release(old);
        const current = await claimed(fixture.queue);
        const stranger = await fixture.openAnother();
        const notHolders: [JobQueue, JobClaim][] = [
          [fixture.queue, old],
          [stranger, current],
        ];
        for (const [queue, claim] of notHolders) {
          expect(await queue.heartbeat([claim])).toEqual({ lost: [claim.jobId], cancelling: [] });
          expect(await queue.saveStep(claim, { name: 'facts', output: '1', startedAt: 0 })).toEqual({
            outcome: 'lost',
          });
          expect(await queue.complete(claim)).toBe(false);
          expect(await queue.fail(claim, hopeless)).toEqual({ outcome: 'lost' });
          expect(await queue.release(claim)).toBe(false);
          expect(await queue.finishCancelled(claim)).toBe(false);
        }
        expect((await fixture.queue.get(current.jobId))?.steps).toEqual([]);
        expect(await fixture.queue.complete(current)).toBe(true);
        expect(await fixture.queue.complete(current)).toBe(false);
      });

      test('a job given back is taken again at once and has lost no attempt', async () => {
        await using fixture = await contract.open();
        let claim = await enqueueAndClaim(fixture.queue, { maxAttempts: 2 });
        for (let start = 1; start <= 5; start += 1) {
          expect(claim).toMatchObject({ attempt: start, maxAttempts: start + 1 });
          expect(await fixture.queue.release(claim)).toBe(true);
          claim = await claimed(fixture.queue);
        }
        expect(await fixture.queue.fail(claim, failing)).toMatchObject({ outcome: 'retry' });
      });
    });

    describe('failing', () => {
      test('tries again after waits that double, then makes a dead letter with the reason', async () => {
        await using fixture = await contract.open({ backoffBaseMs: 1000, backoffMaxMs: 3000 });
        const waits: number[] = [];
        let claim = await enqueueAndClaim(fixture.queue, { maxAttempts: 5 });
        for (let retry = 1; retry <= 4; retry += 1) {
          const ended = await fixture.queue.fail(claim, failing);
          const waitMs = ended.outcome === 'retry' ? ended.runAt - fixture.outside.clock.now() : 0;
          waits.push(waitMs);
          await fixture.outside.clock.advance(waitMs - 1);
          expect(await fixture.queue.claim('link')).toBeNull();
          await fixture.outside.clock.advance(1);
          claim = await claimed(fixture.queue);
        }
        expect(await fixture.queue.fail(claim, failing)).toEqual({ outcome: 'dead' });
        for (const [index, fullMs] of [1000, 2000, 3000, 3000].entries()) {
          expect(waits[index]).toBeGreaterThanOrEqual(fullMs / 2);
          expect(waits[index]).toBeLessThanOrEqual(fullMs);
        }
        expect(await fixture.queue.list({ status: 'dead', limit: 10 })).toMatchObject([
          { key: 'a', failures: 5, attempts: 5, failure: { code: 'fetch_timeout', retryable: true } },
        ]);
      });

      test('makes a dead letter at once of an error that will not pass', async () => {
        await using fixture = await contract.open();
        const claim = await enqueueAndClaim(fixture.queue);
        expect(await fixture.queue.fail(claim, hopeless)).toEqual({ outcome: 'dead' });
        expect((await fixture.queue.get(claim.jobId))?.failure).toEqual({
          code: 'page_wall',
          message: 'A login is asked for.',
          hint: 'Paste the text.',
          retryable: false,
        });
      });

      test('waits at least as long as the server asked for', async () => {
        await using fixture = await contract.open({ backoffBaseMs: 1000 });
        const claim = await enqueueAndClaim(fixture.queue);
        const error = new AppError({ code: 'busy', message: 'Busy.', retryable: true, retryAfterMs: 60_000 });
        const ended = await fixture.queue.fail(claim, error);
        const waitMs = ended.outcome === 'retry' ? ended.runAt - fixture.outside.clock.now() : 0;
        expect(waitMs).toBeGreaterThanOrEqual(60_000);
        expect(waitMs).toBeLessThanOrEqual(60_100);
      });

      test('gives up where the server asks for longer than anyone would wait', async () => {
        await using fixture = await contract.open({ retryAfterLimitMs: 5000 });
        const claim = await enqueueAndClaim(fixture.queue);
        const error = new AppError({ code: 'busy', message: 'Busy.', retryable: true, retryAfterMs: 5001 });
        expect(await fixture.queue.fail(claim, error)).toEqual({ outcome: 'dead' });
      });
    });

    describe('cancelling', () => {
      test('ends waiting jobs of the group at once and asks running ones to stop', async () => {
        await using fixture = await contract.open();
        const changes: JobChange[] = [];
        fixture.queue.subscribe((change) => changes.push(change));
        const running = await enqueueAndClaim(fixture.queue, { group: 'message:1' });
        await fixture.queue.enqueue([job('b', { group: 'message:1' }), job('c', { group: 'message:2' })]);
        const other = await fixture.openAnother();
        expect(await other.cancelGroup('message:1', 'the message was deleted')).toEqual({ cancelled: 1, stopping: 1 });
        expect(await fixture.queue.counts()).toMatchObject({ cancelled: 1, running: 1, queued: 1 });
        expect(await fixture.queue.heartbeat([running])).toEqual({
          lost: [],
          cancelling: [{ jobId: running.jobId, reason: 'the message was deleted' }],
        });
        expect(await fixture.queue.saveStep(running, { name: 'facts', output: '1', startedAt: 0 })).toEqual({
          outcome: 'cancelled',
          reason: 'the message was deleted',
        });
        expect(await fixture.queue.finishCancelled(running)).toBe(true);
        expect(await fixture.queue.counts()).toMatchObject({ cancelled: 2, running: 0, queued: 1 });
        expect(await fixture.queue.cancelGroup('message:1', 'again')).toEqual({ cancelled: 0, stopping: 0 });
        const heard = { type: 'cancelling', jobIds: [running.jobId], reason: 'the message was deleted' };
        const isHeard = () => changes.some((change) => isDeepStrictEqual(change, heard));
        await expect.poll(isHeard).toBe(contract.reachesOthers);
      });

      test('tells listeners which running jobs must stop', async () => {
        await using fixture = await contract.open();
        const running = await enqueueAndClaim(fixture.queue, { group: 'g' });
        const changes: JobChange[] = [];
        fixture.queue.subscribe((change) => changes.push(change));
        await fixture.queue.cancelGroup('g', 'why');
        expect(changes).toEqual([{ type: 'cancelling', jobIds: [running.jobId], reason: 'why' }]);
      });

      test.each([
        ['failure', async (holder: JobQueue, claim: JobClaim) => void (await holder.fail(claim, failing))],
        ['shutdown', async (holder: JobQueue, claim: JobClaim) => void (await holder.release(claim))],
        ['crash', async (holder: JobQueue, _claim: JobClaim, fixture: QueueFixture) => fixture.kill(holder)],
      ])('a job that was asked to stop is not queued again by a %s', async (_title, endAttempt) => {
        await using fixture = await contract.open();
        const holder = await fixture.openAnother();
        const running = await enqueueAndClaim(holder, { group: 'g' });
        await fixture.queue.cancelGroup('g', 'why');
        await endAttempt(holder, running, fixture);
        await fixture.queue.recover([]);
        expect(await fixture.queue.counts()).toMatchObject({ cancelled: 1, running: 0, queued: 0 });
      });
    });

    describe('crashes', () => {
      test('jobs of a dead process are free at once, while its lease still runs', async () => {
        await using fixture = await contract.open();
        const dying = await fixture.openAnother();
        const claim = await enqueueAndClaim(dying);
        await dying.saveStep(claim, { name: 'retrieve', output: '"page"', startedAt: 0 });
        expect(await fixture.queue.recover([])).toEqual({ requeued: 0, dead: 0, cancelled: 0 });
        await fixture.kill(dying);
        expect(await fixture.queue.recover([])).toEqual({ requeued: 1, dead: 0, cancelled: 0 });
        expect(await claimed(fixture.queue)).toMatchObject({
          jobId: claim.jobId,
          attempt: 2,
          maxAttempts: 5,
          crashes: 1,
          steps: new Map([['retrieve', '"page"']]),
        });
      });

      test('jobs of a process that is alive but silent are free when the lease has run out', async () => {
        await using fixture = await contract.open({ leaseMs: 10_000 });
        const silent = await fixture.openAnother();
        const claim = await enqueueAndClaim(silent);
        await fixture.outside.clock.advance(10_000);
        expect((await fixture.queue.recover([])).requeued).toBe(0);
        await silent.heartbeat([claim]);
        await fixture.outside.clock.advance(10_000);
        expect((await fixture.queue.recover([])).requeued).toBe(0);
        await fixture.outside.clock.advance(1);
        expect((await fixture.queue.recover([])).requeued).toBe(1);
        expect(await silent.complete(claim)).toBe(false);
      });

      test('a process that slept past its lease keeps the jobs it works on and frees those it forgot', async () => {
        await using fixture = await contract.open({ leaseMs: 10_000 });
        const kept = await enqueueAndClaim(fixture.queue);
        await fixture.queue.enqueue([job('b')]);
        const forgotten = await claimed(fixture.queue);
        await fixture.outside.clock.advance(60_000);
        expect((await fixture.queue.recover([kept])).requeued).toBe(1);
        expect(await fixture.queue.complete(kept)).toBe(true);
        expect(await fixture.queue.complete(forgotten)).toBe(false);
      });

      test('a job that keeps killing its process without finishing a step becomes a dead letter', async () => {
        await using fixture = await contract.open({ crashLimit: 3 });
        await fixture.queue.enqueue([job('poison')]);
        for (const expected of ['requeued', 'requeued', 'dead'] as const) {
          const dying = await fixture.openAnother();
          await claimed(dying);
          await fixture.kill(dying);
          expect((await fixture.queue.recover([]))[expected]).toBe(1);
        }
        expect(await fixture.queue.list({ status: 'dead', limit: 1 })).toMatchObject([
          { key: 'poison', crashes: 3, failures: 0, failure: { code: 'job_crashed' } },
        ]);
      });

      test('a finished step wipes the crashes before it out', async () => {
        await using fixture = await contract.open({ crashLimit: 2 });
        await fixture.queue.enqueue([job('slow')]);
        for (const name of ['retrieve', 'facts', 'compose']) {
          const dying = await fixture.openAnother();
          await dying.saveStep(await claimed(dying), { name, output: '1', startedAt: 0 });
          await fixture.kill(dying);
          expect((await fixture.queue.recover([])).requeued).toBe(1);
        }
        expect((await claimed(fixture.queue)).steps.size).toBe(3);
      });
    });

    describe('the end of a job', () => {
      test('is told once, with the payload and the failure', async () => {
        await using fixture = await contract.open();
        const claim = await enqueueAndClaim(fixture.queue);
        await fixture.queue.fail(claim, hopeless);
        expect(await fixture.queue.takeNotice()).toMatchObject({
          jobId: claim.jobId,
          kind: 'link',
          payload: { key: 'a' },
          status: 'dead',
          failure: { code: 'page_wall' },
        });
        expect(await fixture.queue.takeNotice()).toBeNull();
        await fixture.queue.noticeGiven(claim.jobId);
        expect(await (await fixture.openAnother()).takeNotice()).toBeNull();
      });

      test('is told again where the process died while telling, but not for ever', async () => {
        await using fixture = await contract.open();
        await fixture.queue.fail(await enqueueAndClaim(fixture.queue), hopeless);
        for (let death = 1; death <= 3; death += 1) {
          const dying = await fixture.openAnother();
          expect(await dying.takeNotice()).not.toBeNull();
          await fixture.kill(dying);
          await fixture.queue.recover([]);
        }
        expect(await fixture.queue.takeNotice()).toBeNull();
        expect((await fixture.queue.counts()).dead).toBe(1);
      });

      test('is told of a cancelled job only where it had been begun', async () => {
        await using fixture = await contract.open();
        const begun = await enqueueAndClaim(fixture.queue, { group: 'g' });
        await fixture.queue.fail(begun, failing);
        await fixture.queue.enqueue([job('untouched', { group: 'g' })]);
        expect(await fixture.queue.cancelGroup('g', 'why')).toEqual({ cancelled: 2, stopping: 0 });
        expect(await fixture.queue.takeNotice()).toMatchObject({
          jobId: begun.jobId,
          status: 'cancelled',
          failure: { code: 'job_cancelled' },
        });
        expect(await fixture.queue.takeNotice()).toBeNull();
      });

      test('comes for a due job of a kind that nobody knows', async () => {
        await using fixture = await contract.open();
        const now = fixture.outside.clock.now();
        await fixture.queue.enqueue([job('a'), job('b', { kind: 'lost' }), job('c', { kind: 'zeta', runAt: now + 1 })]);
        const atOnce = await fixture.queue.refuseUnknownKinds(['link']);
        await fixture.outside.clock.advance(contract.unknownKindPatienceMs);
        const later = await fixture.queue.refuseUnknownKinds(['link']);
        expect([atOnce, later]).toEqual(contract.unknownKindPatienceMs > 0 ? [0, 1] : [1, 0]);
        expect(await fixture.queue.list({ status: 'dead', limit: 5 })).toMatchObject([
          { key: 'b', failure: { code: 'job_kind_unknown' } },
        ]);
        expect(await fixture.queue.refuseUnknownKinds(['link'])).toBe(0);
      });
    });

    describe('looking and forgetting', () => {
      test('counts by status and lists newest first, page by page', async () => {
        await using fixture = await contract.open();
        await fixture.queue.enqueue(['a', 'b', 'c', 'd'].map((key) => job(key)));
        await fixture.queue.complete(await claimed(fixture.queue));
        expect(await fixture.queue.counts()).toEqual({ queued: 3, running: 0, done: 1, cancelled: 0, dead: 0 });
        const first = await fixture.queue.list({ limit: 3 });
        const before = first.at(-1)?.id ?? '';
        const second = await fixture.queue.list({ limit: 3, before });
        expect([...first, ...second].map(({ key }) => key)).toEqual(['d', 'c', 'b', 'a']);
        expect(await fixture.queue.get('no such job')).toBeNull();
      });

      test('forgets old events, payloads and step results, and never a key', async () => {
        await using fixture = await contract.open();
        const dayMs = 86_400_000;
        const claim = await enqueueAndClaim(fixture.queue);
        await fixture.queue.saveStep(claim, { name: 'facts', output: '"private"', startedAt: 0 });
        await fixture.queue.complete(claim);
        await fixture.queue.enqueue([job('waiting', { kind: 'digest' })], 'event-1');
        await fixture.outside.clock.advance(7 * dayMs);
        expect(await fixture.queue.purge()).toEqual({ events: 0, jobs: 0 });
        await fixture.outside.clock.advance(1);
        expect(await fixture.queue.purge()).toEqual({ events: 1, jobs: 0 });
        await fixture.outside.clock.advance(23 * dayMs);
        expect(await fixture.queue.purge()).toEqual({ events: 0, jobs: 1 });
        expect(await fixture.queue.purge()).toEqual({ events: 0, jobs: 0 });
        expect(await fixture.queue.get(claim.jobId)).toMatchObject({ status: 'done', payload: null, steps: [] });
        expect((await fixture.queue.enqueue([job('a')])).jobs[0]?.created).toBe(false);
        expect((await claimed(fixture.queue, 'digest')).payload).toEqual({ key: 'waiting' });
      });
    });
  });
}
