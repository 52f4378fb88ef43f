/** Two processes use one queue in every order fast-check can think of; a model of a few lines says what must be true after each act. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import type { JobStatus } from '../../src/core/ports.ts';
import type { JobClaim } from '../../src/store/job-queue.ts';
import type { Store } from '../../src/store/open-store.ts';
import { openTempStore } from '../support/temp-store.ts';
import type { TempStore } from '../support/temp-store.ts';
import { dialects } from '../support/test-databases.ts';

const leaseMs = 10_000;
const crashLimit = 3;

interface ModelJob {
  id: string;
  key: string;
  group: string;
  status: JobStatus;
  maxAttempts: number;
  createdAt: number;
  attempts: number;
  failures: number;
  crashes: number;
  runAt: number;
  owner: string | null;
  leaseUntil: number;
  stopping: boolean;
  steps: string[];
}

interface Held extends JobClaim {
  key: string;
}

interface ModelProcess {
  /** New with every life. */
  owner: string;
  openedAt: number;
  /** What it believes to hold: it learns of a loss only by asking. */
  held: Held[];
}

interface Model {
  jobs: Map<string, ModelJob>;
  processes: [ModelProcess, ModelProcess];
  now: number;
}

interface Real {
  temp: TempStore;
  stores: [Store, Store];
}

type Act = fc.AsyncCommand<Model, Real>;
type Slot = 0 | 1;

function act(title: string, run: (model: Model, real: Real) => Promise<void>): Act {
  return {
    check: () => true,
    async run(model, real) {
      await run(model, real);
      await compare(model, real);
    },
    toString: () => title,
  };
}

async function compare(model: Model, { stores }: Real): Promise<void> {
  const records = await stores[0].jobs.list({ limit: 1000 });
  const seen = records.reverse().map(({ id, key, status, attempts, failures, crashes, runAt }) => {
    return { id, key, status, attempts, failures, crashes, runAt };
  });
  const expected = [...model.jobs.values()].map(({ id, key, status, attempts, failures, crashes, runAt }) => {
    return { id, key, status, attempts, failures, crashes, runAt };
  });
  assert.deepEqual(seen, expected);
}

/** The job, where the process really holds it. */
function heldJob(model: Model, slot: Slot, claim: Held): ModelJob | null {
  const job = model.jobs.get(claim.key);
  const isHeld =
    job?.status === 'running' && job.owner === model.processes[slot].owner && job.attempts === claim.attempt;
  return isHeld ? job : null;
}

/**
 * One of the claims the process believes to hold, the number chooses which; null where there is none. It stays in the list until a
 * heartbeat says that it is lost, so acts come from handlers that go on after their job was taken away or ended, too.
 */
function pick(model: Model, slot: Slot, choice: number): Held | null {
  const { held } = model.processes[slot];
  return held[choice % Math.max(held.length, 1)] ?? null;
}

const slots = fc.constantFrom<Slot>(0, 1);
const choices = fc.nat(20);

const enqueue = fc
  .record({
    key: fc.nat(7),
    group: fc.nat(2),
    maxAttempts: fc.integer({ min: 1, max: 3 }),
    delayMs: fc.constantFrom(0, 0, 900),
  })
  .map(({ key, group, maxAttempts, delayMs }) =>
    act(`enqueue ${key} in ${group}, ${maxAttempts} attempts, after ${delayMs}`, async (model, { stores }) => {
      const job = {
        key: `k${key}`,
        group: `g${group}`,
        kind: 'link',
        payload: key,
        maxAttempts,
        runAt: model.now + delayMs,
      };
      const { jobs } = await stores[0].jobs.enqueue([job]);
      const known = model.jobs.get(job.key);
      assert.deepEqual(jobs, [{ id: known?.id ?? jobs[0]?.id, created: known === undefined }]);
      if (known) return;
      model.jobs.set(job.key, {
        ...job,
        id: jobs[0]?.id ?? '',
        status: 'queued',
        createdAt: model.now,
        attempts: 0,
        failures: 0,
        crashes: 0,
        owner: null,
        leaseUntil: 0,
        stopping: false,
        steps: [],
      });
    }),
  );

const claim = slots.map((slot) =>
  act(`${slot} claims`, async (model, { stores, temp }) => {
    const claimed = await stores[slot].jobs.claim('link');
    const waiting = [...model.jobs.values()]
      .filter(({ status, runAt }) => status === 'queued' && runAt <= model.now)
      .sort((a, b) => a.runAt - b.runAt || (a.id < b.id ? -1 : 1));
    const longest = waiting[0];
    assert.deepEqual(claimed === null, longest === undefined);
    // PostgreSQL's jobs are in order by the second.
    const isAsLong = ({ runAt }: ModelJob) => Math.floor(runAt / 1000) === Math.floor((longest?.runAt ?? 0) / 1000);
    const due = temp.settings.databaseUrl.startsWith('postgres')
      ? waiting.find((job) => job.id === claimed?.jobId && isAsLong(job))
      : longest;
    assert.deepEqual(claimed?.jobId, due?.id);
    if (!due || !claimed) return;
    due.status = 'running';
    // The claim of an older job may be what a power failure took.
    due.attempts = due.attempts === 0 && due.createdAt < model.processes[slot].openedAt ? 2 : due.attempts + 1;
    due.owner = model.processes[slot].owner;
    due.leaseUntil = model.now + leaseMs;
    assert.equal(claimed.attempt, due.attempts);
    assert.equal(claimed.crashes, due.crashes);
    assert.equal(claimed.maxAttempts, due.attempts + due.maxAttempts - due.failures - 1);
    assert.deepEqual([...claimed.steps.keys()].sort(), [...due.steps].sort());
    model.processes[slot].held.push({ jobId: claimed.jobId, attempt: claimed.attempt, key: due.key });
  }),
);

const saveStep = fc.tuple(slots, choices, fc.nat(3)).map(([slot, choice, step]) =>
  act(`${slot} saves step ${step} of #${choice}`, async (model, { stores }) => {
    const held = pick(model, slot, choice);
    if (!held) return;
    const saved = await stores[slot].jobs.saveStep(held, { name: `s${step}`, output: '1', startedAt: model.now });
    const job = heldJob(model, slot, held);
    assert.deepEqual(saved.outcome, job === null ? 'lost' : job.stopping ? 'cancelled' : 'saved');
    if (!job) return;
    job.crashes = 0;
    if (!job.steps.includes(`s${step}`)) job.steps.push(`s${step}`);
  }),
);

const complete = fc.tuple(slots, choices).map(([slot, choice]) =>
  act(`${slot} completes #${choice}`, async (model, { stores }) => {
    const held = pick(model, slot, choice);
    if (!held) return;
    const job = heldJob(model, slot, held);
    assert.deepEqual(await stores[slot].jobs.complete(held), job !== null);
    if (job) job.status = 'done';
  }),
);

const fail = fc.tuple(slots, choices, fc.boolean()).map(([slot, choice, retryable]) =>
  act(`${slot} fails #${choice}${retryable ? '' : ' for good'}`, async (model, { stores, temp }) => {
    const held = pick(model, slot, choice);
    if (!held) return;
    const job = heldJob(model, slot, held);
    const ended = await stores[slot].jobs.fail(held, new AppError({ code: 'broken', message: 'Broken.', retryable }));
    if (!job) {
      assert.deepEqual(ended.outcome, 'lost');
      return;
    }
    if (job.stopping) {
      job.status = 'cancelled';
    } else if (!retryable || job.failures + 1 >= job.maxAttempts) {
      job.failures += 1;
      job.status = 'dead';
    } else {
      job.failures += 1;
      job.crashes = 0;
      job.status = 'queued';
      job.runAt = ended.outcome === 'retry' ? ended.runAt : Number.NaN;
      const fullMs = temp.settings.jobs.backoffBaseMs * 2 ** (job.failures - 1);
      const waitMs = job.runAt - model.now;
      assert.ok(waitMs >= fullMs / 2 && waitMs <= fullMs, `waits ${waitMs} ms of ${fullMs}`);
    }
    assert.deepEqual(ended.outcome, job.status === 'queued' ? 'retry' : job.status);
  }),
);

const release = fc.tuple(slots, choices).map(([slot, choice]) =>
  act(`${slot} gives #${choice} back`, async (model, { stores }) => {
    const held = pick(model, slot, choice);
    if (!held) return;
    const job = heldJob(model, slot, held);
    assert.deepEqual(await stores[slot].jobs.release(held), job !== null);
    if (job) job.status = job.stopping ? 'cancelled' : 'queued';
  }),
);

const cancel = fc.tuple(slots, fc.nat(2)).map(([slot, group]) =>
  act(`${slot} cancels ${group}`, async (model, { stores }) => {
    const counts = { cancelled: 0, stopping: 0 };
    for (const job of model.jobs.values()) {
      if (job.group !== `g${group}`) continue;
      if (job.status === 'queued') {
        job.status = 'cancelled';
        counts.cancelled += 1;
      } else if (job.status === 'running' && !job.stopping) {
        job.stopping = true;
        counts.stopping += 1;
      }
    }
    assert.deepEqual(await stores[slot].jobs.cancelGroup(`g${group}`, 'why'), counts);
  }),
);

const heartbeat = slots.map((slot) =>
  act(`${slot} beats`, async (model, { stores }) => {
    const process = model.processes[slot];
    const lost = process.held.filter((held) => heldJob(model, slot, held) === null);
    const kept = process.held.filter((held) => !lost.includes(held));
    const beat = await stores[slot].jobs.heartbeat(process.held);
    assert.deepEqual(
      beat.lost,
      lost.map(({ jobId }) => jobId),
    );
    assert.deepEqual(
      beat.cancelling.map(({ jobId }) => jobId),
      kept.filter(({ key }) => model.jobs.get(key)?.stopping).map(({ jobId }) => jobId),
    );
    for (const { key } of kept) {
      const job = model.jobs.get(key);
      if (job) job.leaseUntil = model.now + leaseMs;
    }
    process.held = kept;
  }),
);

const recover = slots.map((slot) =>
  act(`${slot} recovers`, async (model, { stores }) => {
    const counts = { requeued: 0, dead: 0, cancelled: 0 };
    const alive = model.processes.map(({ owner }) => owner);
    const { held, owner: own } = model.processes[slot];
    for (const job of model.jobs.values()) {
      if (job.status !== 'running') continue;
      const isActive = job.owner === own && held.some((one) => one.key === job.key && one.attempt === job.attempts);
      if (isActive || (alive.includes(job.owner ?? '') && job.leaseUntil >= model.now)) continue;
      job.crashes += 1;
      job.status = job.stopping ? 'cancelled' : job.crashes >= crashLimit ? 'dead' : 'queued';
      counts[job.status === 'queued' ? 'requeued' : job.status] += 1;
    }
    assert.deepEqual(await stores[slot].jobs.recover(held), counts);
  }),
);

const crash = slots.map((slot) =>
  act(`${slot} dies and starts again`, async (model, real) => {
    await real.stores[slot].close();
    real.stores[slot] = await real.temp.openAnother();
    model.processes[slot] = { owner: `${model.processes[slot].owner}'`, openedAt: model.now, held: [] };
  }),
);

const pass = fc.constantFrom(1, 1000, leaseMs, 12_000).map((ms) =>
  act(`${ms} ms pass`, async (model, { temp }) => {
    model.now += ms;
    await temp.outside.clock.advance(ms);
  }),
);

const numRuns = { sqlite: 60, postgres: 12 };

test.each(dialects)(
  'the queue on %s does what the model says, whatever two processes do',
  { timeout: 120_000 },
  async (dialect) => {
    const acts = [
      enqueue,
      enqueue,
      claim,
      claim,
      saveStep,
      complete,
      fail,
      release,
      cancel,
      heartbeat,
      recover,
      crash,
      pass,
      pass,
    ];
    const checked = fc.assert(
      fc.asyncProperty(fc.commands(acts, { maxCommands: 60, size: 'max' }), async (commands) => {
        await using temp = await openTempStore({ dialect, jobs: { leaseMs, crashLimit } });
        const now = temp.outside.clock.now();
        const processes: Model['processes'] = [
          { owner: 'first', openedAt: now, held: [] },
          { owner: 'second', openedAt: now, held: [] },
        ];
        const stores: Real['stores'] = [temp.store, await temp.openAnother()];
        await fc.asyncModelRun(
          () => ({ model: { jobs: new Map(), processes, now }, real: { temp, stores } }),
          commands,
        );
      }),
      { numRuns: numRuns[dialect] },
    );
    await expect(checked).resolves.toBeUndefined();
  },
);
