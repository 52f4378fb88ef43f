/** How fast an event is acknowledged while links are being summarized, beside a bare Bolt app in the same run. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { quantile } from './quantile.ts';
import { forgetfulStorage } from '../../src/core/workspace-storage.ts';
import { createOutside } from '../../src/main.ts';
import type { TrafficEntry } from '../../src/workspace/control-api.ts';
import { createWorkspaceClient } from '../../src/workspace/control-client.ts';
import { WorkspaceSettings } from '../../src/workspace/settings.ts';
import { createWorkspace } from '../../src/workspace/workspace.ts';

const root = join(import.meta.dirname, '..', '..');
const linksPerMinute = 200;
const rounds = 3;
const warmUpSeconds = 6;
/** A round is over when the app has said nothing for this long. */
const quietMs = 2500;
const person = 'U0LOCALDSGN';

interface Round {
  posts: number;
  answers: number;
  /** Milliseconds from an event's departure to its acknowledgement, ascending. */
  times: number[];
}

interface Contender {
  name: string;
  round(seconds: number): Promise<Round>;
  stop(): Promise<void>;
}

/** Starts the app of `entry` on a workspace of its own. @param isAnswer tells the call that ends the work on a link */
async function startContender(
  name: string,
  entry: string,
  isAnswer: (entry: TrafficEntry) => boolean,
): Promise<Contender> {
  const folder = mkdtempSync(join(tmpdir(), 'gloss-bench-'));
  const workspace = createWorkspace(WorkspaceSettings.parse({ port: 0 }), createOutside('warn'), {
    storage: forgetfulStorage,
    app: { name: 'Gloss', commands: [], messageShortcuts: [], globalShortcuts: [] },
  });
  const address = await workspace.start();
  const child = spawn(process.execPath, [join(root, entry)], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      GLOSS_HTTP_PORT: '0',
      SLACK_BOT_TOKEN: address.botToken,
      SLACK_APP_TOKEN: address.appToken,
      SLACK_API_URL: address.apiUrl,
      LOG_LEVEL: 'error',
      DATABASE_URL: join(folder, 'gloss.db'),
      GLOSS_STORE_TRACES_FILE: join(folder, 'traces.db'),
      GLOSS_RETRIEVAL_FETCH_ALLOW: `127.0.0.1:${address.port}`,
      GLOSS_SLACK_POST_INTERVAL_MS: '0',
      // One person posts what many would; the limits still keep count of it.
      GLOSS_LIMITS_LINKS_PER_PERSON_HOUR: '100000',
      GLOSS_LIMITS_LINKS_PER_CHANNEL_HOUR: '100000',
    },
  });
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(`${name} ended with ${signal ?? code}`));
  });
  let end: string | null = null;
  void ended.then((reason) => (end = reason));
  const client = createWorkspaceClient(address.url, fetch);
  const opening = await client.call('state', { user: person });
  const channel = opening.channels.find((one) => one.name === 'links')?.id ?? '';
  const entries = new Map<number, TrafficEntry>();
  let posted = 0;

  /** The workspace keeps only its last entries, so they are fetched while they come; those without an answer are asked for again. */
  async function gather(): Promise<void> {
    const open = [...entries.values()].find(({ tookMs }) => tookMs === null);
    let after = (open?.id ?? Math.max(0, ...entries.keys()) + 1) - 1;
    for (;;) {
      const page = await client.call('traffic', { after });
      if (page.entries.length === 0) return;
      for (const one of page.entries) entries.set(one.id, one);
      after = page.entries.at(-1)?.id ?? after;
    }
  }

  async function untilQuiet(): Promise<void> {
    for (let last = 0; ;) {
      await wait(quietMs);
      await gather();
      const newest = Math.max(0, ...entries.keys());
      if (newest === last) return;
      last = newest;
    }
  }

  for (let tries = 0; !(await client.call('state', { user: person })).app.connected; tries += 1) {
    if (tries > 300) throw new Error(`${entry} did not connect`);
    await wait(100);
  }
  await untilQuiet();

  return {
    name,
    async round(seconds) {
      if (end !== null) throw new Error(end);
      const before = Math.max(0, ...entries.keys());
      const gapMs = 60_000 / linksPerMinute;
      const posts = Math.round((seconds * 1000) / gapMs);
      const startedAt = performance.now();
      for (let index = 0; index < posts; index += 1) {
        const sample = opening.samples[posted % opening.samples.length];
        await client.call('post', { user: person, channel, text: `${sample?.url}?post=${posted}` });
        posted += 1;
        if (index % 20 === 19) await gather();
        await wait(Math.max(0, startedAt + (index + 1) * gapMs - performance.now()));
      }
      await untilQuiet();
      if (end !== null) throw new Error(end);
      const fresh = [...entries.values()].filter(({ id }) => id > before);
      const times = fresh
        .filter((one) => one.direction === 'to_app' && one.what.includes('message') && one.tookMs !== null)
        .map((one) => one.tookMs ?? 0)
        .sort((a, b) => a - b);
      return { posts, answers: fresh.filter(isAnswer).length, times };
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
      await workspace.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const isPost = (entry: TrafficEntry): boolean => entry.direction === 'from_app' && entry.what === 'chat.postMessage';
const isSummary = (entry: TrafficEntry): boolean =>
  entry.direction === 'from_app' && entry.what === 'chat.update' && JSON.stringify(entry.body).includes('Where from?');

/**
 * Posts 200 links a minute to a bare Bolt app and to Gloss in turns, `seconds` in all to each, after a warm-up that does not count, and prints
 * the table. The two never work at the same time, and their rounds alternate, so that a busy moment of the machine meets both.
 *
 * @returns whether the promises hold: p99 under 100 ms, and at the median of the rounds within 1.5 times the bare app's
 */
export async function benchAcknowledge(seconds: number): Promise<boolean> {
  const bare = await startContender('bare Bolt echo app', 'scripts/bench/bare-bolt.ts', isPost);
  const gloss = await startContender('Gloss, summarizing', 'src/main.ts', isSummary);
  const measured: { bare: Round; gloss: Round }[] = [];
  try {
    for (const app of [bare, gloss]) await app.round(warmUpSeconds);
    for (let round = 0; round < rounds; round += 1) {
      measured.push({ bare: await bare.round(seconds / rounds), gloss: await gloss.round(seconds / rounds) });
    }
  } finally {
    await gloss.stop();
    await bare.stop();
  }
  const columns = ['posts', 'answered', 'events', 'p50', 'p99', 'max'];
  const print = (name: string, cells: readonly (number | string)[]): void =>
    console.log(`${name.padEnd(26)}${cells.map((cell) => String(cell).padStart(10)).join('')}`);
  const printRound = (name: string, { posts, answers, times }: Round): void =>
    print(name, [posts, answers, times.length, ...[0.5, 0.99, 1].map((share) => quantile(times, share).toFixed(1))]);
  console.log(`Acknowledgement of message events, ${linksPerMinute} links a minute, ${rounds} rounds in turns (ms)`);
  print('', columns);
  for (const [index, round] of measured.entries()) {
    printRound(`${index + 1} ${bare.name}`, round.bare);
    printRound(`${index + 1} ${gloss.name}`, round.gloss);
  }
  const all = (pick: (round: { bare: Round; gloss: Round }) => Round): Round => ({
    posts: measured.reduce((sum, round) => sum + pick(round).posts, 0),
    answers: measured.reduce((sum, round) => sum + pick(round).answers, 0),
    times: measured.flatMap((round) => pick(round).times).sort((a, b) => a - b),
  });
  const glossAll = all((round) => round.gloss);
  printRound(
    `all ${bare.name}`,
    all((round) => round.bare),
  );
  printRound(`all ${gloss.name}`, glossAll);
  const ratioAt = (share: number): number =>
    quantile(
      measured.map((round) => quantile(round.gloss.times, share) / quantile(round.bare.times, share)),
      0.5,
    );
  console.log(`median ratio over the rounds: p50 ${ratioAt(0.5).toFixed(2)}, p99 ${ratioAt(0.99).toFixed(2)}`);
  return quantile(glossAll.times, 0.99) < 100 && ratioAt(0.99) <= 1.5 && glossAll.answers === glossAll.posts;
}
