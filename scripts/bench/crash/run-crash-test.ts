import { setTimeout as wait } from 'node:timers/promises';
import { forgetfulStorage } from '../../../src/core/workspace-storage.ts';
import { createOutside } from '../../../src/main.ts';
import { buildManifest } from '../../../src/slack/manifest.ts';
import { SlackSettings } from '../../../src/slack/settings.ts';
import { openStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/open-store.ts';
import { StoreSettings } from '../../../src/store/settings.ts';
import type { TrafficEntry, WorkspaceEvent } from '../../../src/workspace/control-api.ts';
import { createWorkspaceClient } from '../../../src/workspace/control-client.ts';
import { WorkspaceSettings } from '../../../src/workspace/settings.ts';
import { createWorkspace } from '../../../src/workspace/workspace.ts';
import type { WorkspaceAddress } from '../../../src/workspace/workspace.ts';
import { openDatabase } from '../load/database.ts';
import type { DatabaseKind, LoadDatabase } from '../load/database.ts';
import { examine } from './examine.ts';
import type { Findings } from './examine.ts';
import { startGloss } from './gloss-process.ts';
import type { GlossProcess } from './gloss-process.ts';
import { startPageServer } from './page-server.ts';
import { buttonValue, createPeople } from './people.ts';
import type { People } from './people.ts';
import { seededRandom } from './seeded-random.ts';
import { openWorkspaceEvents } from './workspace-events.ts';

export interface CrashTestOptions {
  kills: number;
  /** No kill comes later than this, in milliseconds, where the machine is too slow for all. */
  longestMs: number;
  /** Makes the moments of the kills and what the people do the same again, as far as the machine allows. */
  seed: number;
  /** The program that is killed. */
  entry: string;
  database: DatabaseKind;
  /** Programs at once, of which one is killed at a time; more than one share a PostgreSQL. */
  processes: number;
  /** Links that may wait for their reply before the people pause. */
  outstanding: number;
  /** How long the last start may take to finish everything, in milliseconds. */
  drainMs: number;
}

export interface CrashReport extends Findings {
  kills: number;
  /** Kills that came before the program was connected. */
  killsDuringStart: number;
  /** Kills while a message was being posted or updated. */
  killsDuringPost: number;
  /** After SIGTERM at the end: 0, or the first that is not. */
  exitCode: number | null;
  durationMs: number;
}

export const crashTestDefaults: CrashTestOptions = {
  kills: 200,
  longestMs: Number.POSITIVE_INFINITY,
  seed: 1,
  entry: 'src/main.ts',
  database: 'sqlite',
  processes: 1,
  outstanding: 24,
  drainMs: 180_000,
};

/**
 * Runs the workspace and its people here and Gloss as a process of its own, or several, kills one at random moments (also while it starts, and while it
 * posts), starts it again at once, and looks afterwards what became of everything.
 */
export async function runCrashTest(options: CrashTestOptions): Promise<CrashReport> {
  const startedAt = performance.now();
  const random = seededRandom(options.seed);
  const outside = createOutside('error');
  const manifest = buildManifest(SlackSettings.parse({}));
  const workspace = createWorkspace(WorkspaceSettings.parse({ port: 0 }), outside, {
    storage: forgetfulStorage,
    app: {
      name: 'Gloss',
      commands: [],
      messageShortcuts: [],
      globalShortcuts: [],
      scopes: manifest.oauth_config.scopes.bot,
      events: manifest.settings.event_subscriptions.bot_events,
    },
  });
  const address = await workspace.start();
  const fleet: GlossProcess[] = [];
  let store: Store | null = null;
  let database: LoadDatabase | null = null;
  try {
    database = await openDatabase(options.database, false);
    await using web = await startPageServer();
    const client = createWorkspaceClient(address.url, fetch);
    const state = await client.call('state', { user: 'U0LOCALDSGN' });
    const channels = state.channels.filter(({ kind }) => kind === 'public').map(({ id }) => id);
    await using events = await openWorkspaceEvents(address.url, 'U0LOCALDSGN');
    const people = createPeople(client, channels, web.pages, random);
    const watch = createWatch(people);
    events.on((event) => watch.see(event));
    const environment = { ...environmentOf(address, web.port), ...database.environment };
    const counts = { killsDuringStart: 0, killsDuringPost: 0 };
    const killedAt: number[] = [];

    for (let place = 0; place < options.processes; place += 1) fleet.push(startGloss(environment, options.entry));
    for (const gloss of fleet) if (!(await gloss.connected)) throw new Error('Gloss ended before it was connected.');
    const over = new AbortController();
    const busy = beBusy(people, watch, options.outstanding, over.signal);
    while (killedAt.length < options.kills && performance.now() - startedAt < options.longestMs) {
      const place = killedAt.length % fleet.length;
      const gloss = fleet[place] as GlossProcess;
      const moment = random();
      if (moment < 0.2) {
        await Promise.race([wait(random() * 1500), gloss.connected]);
        counts.killsDuringStart += 1;
      } else {
        await gloss.connected;
        if (moment < 0.5) counts.killsDuringPost += await Promise.race([watch.nextPost(), wait(4000, 0)]);
        else await wait(random() * (moment < 0.85 ? 1500 : 4000));
      }
      killedAt.push(Date.now());
      await gloss.kill();
      fleet[place] = startGloss(environment, options.entry);
    }
    over.abort();
    await busy;
    store = await openStore(
      StoreSettings.parse({
        databaseUrl: environment['DATABASE_URL'],
        tracesFile: environment['GLOSS_STORE_TRACES_FILE'],
      }),
      outside,
    );
    await untilSettled(store, people, options.drainMs);
    const exitCodes = await Promise.all(fleet.map((gloss) => gloss.stop()));
    const exitCode = exitCodes.find((code) => code !== 0) ?? 0;
    const seen = { ...people, channels, fetches: web.fetches, posts: watch.posts, killedAt };
    const findings = await examine(client, store, seen);
    return { ...findings, ...counts, kills: killedAt.length, exitCode, durationMs: performance.now() - startedAt };
  } finally {
    for (const gloss of fleet) await gloss.stop();
    await store?.close();
    await workspace.stop();
    await database?.[Symbol.asyncDispose]();
  }
}

/** What keeps a report from being good; empty where all is well. */
export function violations(report: CrashReport): string[] {
  const lists: [string, readonly string[]][] = [
    ['lost', report.lost],
    ['doubled', report.doubled],
    ['not finished', report.unfinished],
    ['outside of a thread', report.strays],
    ['press taken and not done', report.lostPresses],
  ];
  const found = lists.flatMap(([what, all]) => all.map((one) => `${what}: ${one}`));
  if (report.stages.repeated > 0) found.push(`${report.stages.repeated} finished stages were run again`);
  if (report.exitCode !== 0) found.push(`the last run ended with ${report.exitCode}`);
  return found;
}

function environmentOf(address: WorkspaceAddress, pagePort: number): Record<string, string> {
  return {
    SLACK_BOT_TOKEN: address.botToken,
    SLACK_APP_TOKEN: address.appToken,
    SLACK_API_URL: address.apiUrl,
    LOG_LEVEL: 'error',
    // The kills come from outside, so that a job is hit five times in a row is not its fault here.
    GLOSS_STORE_JOBS_CRASH_LIMIT: '100',
    GLOSS_RETRIEVAL_FETCH_ALLOW: `127.0.0.1:${pagePort}`,
    GLOSS_LLM_PROFILE: 'extractive',
    GLOSS_SLACK_POST_INTERVAL_MS: '0',
    GLOSS_LIMITS_LINKS_PER_PERSON_HOUR: '0',
    GLOSS_LIMITS_LINKS_PER_CHANNEL_HOUR: '0',
    // The spans tell which stages ran; those that still wait at a kill are gone.
    GLOSS_OBSERVE_FLUSH_INTERVAL_MS: '10',
  };
}

interface Watch {
  see(event: WorkspaceEvent): void;
  /** Messages that Gloss posted, by the job in their metadata. */
  posts: { jobId: string; at: number }[];
  finishedReplies(): number;
  /** Resolves with 1 as soon as Gloss posts or updates a message, before it has the answer. */
  nextPost(): Promise<1>;
}

/** Listens to the workspace: what Gloss posts, and which replies are finished. */
function createWatch(people: People): Watch {
  const posts: Watch['posts'] = [];
  const finished = new Set<string>();
  let waiting: (() => void)[] = [];

  function seeTraffic(entry: TrafficEntry): void {
    if (entry.what !== 'chat.postMessage' && entry.what !== 'chat.update') return;
    for (const wake of waiting) wake();
    waiting = [];
    const isPosted = entry.what === 'chat.postMessage' && entry.answer !== null && entry.error === null;
    const jobId = isPosted ? jobOf(entry.body) : null;
    if (jobId !== null) posts.push({ jobId, at: entry.at });
  }

  return {
    posts,
    see(event) {
      if (event.type === 'traffic') seeTraffic(event.entry);
      if (event.type !== 'message_changed' || buttonValue(event.message, 'where_from') === null) return;
      finished.add(`${event.message.channel} ${event.message.ts}`);
      people.sees(event.message);
    },
    finishedReplies: () => finished.size,
    nextPost: () => new Promise((resolve) => waiting.push(() => resolve(1))),
  };
}

function jobOf(body: unknown): string | null {
  return /"job_id\\*":\\*"([\w-]+)/.exec(JSON.stringify(body))?.[1] ?? null;
}

async function beBusy(people: People, watch: Watch, outstanding: number, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    const owed = people.links.filter(({ isDeleted }) => !isDeleted).length;
    await people.act(owed - watch.finishedReplies() < outstanding);
  }
}

/** Waits until every link has a job and no job is left to do; what is left at the deadline is counted as lost. */
async function untilSettled(store: Store, people: People, deadlineMs: number): Promise<void> {
  const owed = people.links.filter(({ isDeleted }) => !isDeleted).map(({ url }) => url);
  for (const until = performance.now() + deadlineMs; performance.now() < until; await wait(500)) {
    const { queued, running } = await store.jobs.counts();
    if (queued + running > 0) continue;
    const keys = (await store.jobs.list({ limit: 100_000 })).map(({ key }) => key);
    if (owed.every((url) => keys.some((key) => key.endsWith(url)))) return;
  }
}
