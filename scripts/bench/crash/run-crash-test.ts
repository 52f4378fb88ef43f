import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { silentLog } from '../../../src/core/outside.ts';
import type { Outside } from '../../../src/core/outside.ts';
import { openStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/open-store.ts';
import { StoreSettings } from '../../../src/store/settings.ts';
import { countStages, readJournal, resumeTimes } from './journal.ts';
import type { StageCounts } from './journal.ts';
import { startPostServer } from './post-server.ts';

export interface CrashTestOptions {
  kills: number;
  /** New links that are posted after every start. */
  linksPerRound: number;
  /** Path of the program that is killed; see child.ts for what it must do. */
  child: string;
  /** Makes the moments of the kills the same again. */
  seed: number;
}

export interface CrashReport {
  kills: number;
  links: number;
  /** Links that were acknowledged and never answered, or whose job did not end well, each with what became of it. */
  lost: string[];
  /** Links with more than one post. */
  doublePosted: string[];
  stages: StageCounts;
  /** Milliseconds, sorted. */
  resumeMs: number[];
  durationMs: number;
}

export const crashTestDefaults: CrashTestOptions = {
  kills: 200,
  linksPerRound: 4,
  child: fileURLToPath(new URL('child.ts', import.meta.url)),
  seed: 1,
};

interface Child {
  process: ChildProcess;
  url: string;
}

interface Delivery {
  event: string;
  link: string;
  acknowledged: boolean;
}

/** Kills a working program again and again, and afterwards counts what became of the links. */
export async function runCrashTest(options: CrashTestOptions): Promise<CrashReport> {
  const startedAt = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'gloss-crash-'));
  const random = seededRandom(options.seed);
  await using posts = await startPostServer(() => random() * 15);
  const paths = {
    GLOSS_CRASH_DATABASE: join(folder, 'gloss.db'),
    GLOSS_CRASH_TRACES: join(folder, 'traces.db'),
    GLOSS_CRASH_JOURNAL: join(folder, 'journal'),
    GLOSS_CRASH_POSTS: posts.url,
  };
  const deliveries: Delivery[] = [];
  const killedAt: number[] = [];
  let child: Child | null = null;
  let store: Store | null = null;
  try {
    for (let round = 0; round <= options.kills; round += 1) {
      child = await startChild(options.child, paths);
      for (let index = 0; index < options.linksPerRound; index += 1) {
        deliveries.push({
          event: `event-${deliveries.length}`,
          link: `link-${deliveries.length}`,
          acknowledged: false,
        });
      }
      const deliver = Promise.all(
        deliveries.filter((one) => !one.acknowledged).map((one) => send(one, child as Child)),
      );
      if (round < options.kills) {
        await wait(10 + random() * 350);
        killedAt.push(Date.now());
        await killChild(child);
      }
      await deliver;
    }
    store = await openStore(
      StoreSettings.parse({ databaseUrl: paths.GLOSS_CRASH_DATABASE, tracesFile: paths.GLOSS_CRASH_TRACES }),
      inspector,
    );
    await untilSettled(store, 60_000);
    return await report(store, deliveries, posts.posts, { ...paths, killedAt, startedAt });
  } finally {
    if (child) await killChild(child);
    await store?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function report(
  store: Store,
  deliveries: readonly Delivery[],
  posts: ReadonlyMap<string, number>,
  run: { GLOSS_CRASH_JOURNAL: string; killedAt: number[]; startedAt: number },
): Promise<CrashReport> {
  const stored = new Map<string, number>();
  const fates = new Map<string, string>();
  for (const record of await store.jobs.list({ limit: deliveries.length + 1 })) {
    fates.set(record.key, record.failure ? `${record.status}, ${record.failure.code}` : record.status);
    const detail = await store.jobs.get(record.id);
    for (const step of detail?.steps ?? []) stored.set(`${record.key} ${step.name}`, step.finishedAt);
  }
  const lines = readJournal(run.GLOSS_CRASH_JOURNAL);
  const links = deliveries.map(({ link }) => link);
  return {
    kills: run.killedAt.length,
    links: links.length,
    lost: links
      .filter((link) => !posts.has(link) || fates.get(link) !== 'done')
      .map((link) => `${link} (${fates.get(link) ?? 'never stored'})`),
    doublePosted: links.filter((link) => (posts.get(link) ?? 0) > 1),
    stages: countStages(lines, (link, stage) => stored.get(`${link} ${stage}`) ?? null),
    resumeMs: resumeTimes(lines, run.killedAt).sort((a, b) => a - b),
    durationMs: performance.now() - run.startedAt,
  };
}

/** Waits until nothing is left to do; what is left at the deadline is counted as lost. */
async function untilSettled(store: Store, deadlineMs: number): Promise<void> {
  for (const until = performance.now() + deadlineMs; performance.now() < until; await wait(50)) {
    const { queued, running } = await store.jobs.counts();
    if (queued + running === 0) return;
  }
}

/** One delivery, as Slack makes it: what is not acknowledged comes again, with the same event id. */
async function send(delivery: Delivery, child: Child): Promise<void> {
  try {
    const response = await fetch(`${child.url}/?event=${delivery.event}&link=${delivery.link}`, { method: 'POST' });
    delivery.acknowledged = response.ok;
    await response.text();
  } catch (error) {
    // The kill came first. Any other state of the child is a fault of the test.
    if (!child.process.killed) throw error;
  }
}

async function startChild(path: string, paths: Record<string, string>): Promise<Child> {
  const started = spawn(process.execPath, [path], {
    env: { ...process.env, ...paths },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: started.stdout })) {
    const url = /^ready (http:\S+)$/.exec(line)?.[1];
    if (url !== undefined) return { process: started, url };
  }
  throw new Error(`The child ${path} ended before it was ready.`);
}

async function killChild({ process: child }: Child): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    if (child.signalCode !== 'SIGKILL') throw new Error(`The child ended by itself with ${child.exitCode}.`);
    return;
  }
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

/** Only reads the store, so it needs the clock and nothing else. */
const inspector: Outside = {
  clock: {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    sleep: (ms, signal) => wait(ms, undefined, signal ? { signal } : {}),
    timeout: (ms) => AbortSignal.timeout(ms),
  },
  random: () => Math.random(),
  newId: () => 'inspector',
  log: silentLog,
};

/** Numerical Recipes' linear congruential generator: enough to spread the kills. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
