import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { forgetfulStorage } from '../../../src/core/workspace-storage.ts';
import { createOutside } from '../../../src/main.ts';
import { buildManifest } from '../../../src/slack/manifest.ts';
import { SlackSettings } from '../../../src/slack/settings.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { StoreSettings } from '../../../src/store/settings.ts';
import { createWorkspaceClient } from '../../../src/workspace/control-client.ts';
import { adminUserId } from '../../../src/workspace/opening-state.ts';
import { WorkspaceSettings } from '../../../src/workspace/settings.ts';
import { createWorkspace } from '../../../src/workspace/workspace.ts';
import type { WorkspaceAddress } from '../../../src/workspace/workspace.ts';
import { openDatabase } from '../load/database.ts';
import type { DatabaseKind } from '../load/database.ts';
import { startGloss } from './gloss-process.ts';
import type { GlossProcess } from './gloss-process.ts';
import { startPageServer } from './page-server.ts';
import { seededRandom } from './seeded-random.ts';
import { createWorks, workKinds } from './works.ts';
import type { WorkKind } from './works.ts';

export interface WorkCrashOptions {
  kills: number;
  database: DatabaseKind;
  /** No kill comes later than this, in milliseconds. */
  longestMs: number;
  /** Makes the moments of the kills the same again, as far as the machine allows. */
  seed: number;
  /** How long the last start may take to finish everything, in milliseconds. */
  drainMs: number;
}

export interface WorkCrashReport {
  kills: number;
  /** How many of each there were. */
  counts: Record<WorkKind, number>;
  /** Empty where everything was done once and to its end. */
  problems: string[];
  durationMs: number;
}

export const workCrashDefaults: WorkCrashOptions = {
  kills: 100,
  database: 'sqlite',
  longestMs: Number.POSITIVE_INFINITY,
  seed: 1,
  drainMs: 120_000,
};

/** No kill comes later than this after the beginning of a work. */
const longestWorkMs: Readonly<Record<WorkKind, number>> = {
  eval: 2000,
  monitor: 400,
  export: 600,
  digest: 300,
  alert: 300,
};

/** Kills the program in the middle of eval runs, monitor runs, exports, digests and alerts, starts it again, and looks what became of them. */
export async function runWorkCrashTest(options: WorkCrashOptions): Promise<WorkCrashReport> {
  const startedAt = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'gloss-crash-'));
  const random = seededRandom(options.seed);
  const outside = createOutside('error');
  const manifest = buildManifest(SlackSettings.parse({}));
  const workspace = createWorkspace(WorkspaceSettings.parse({ port: 0 }), outside, {
    storage: forgetfulStorage,
    app: {
      name: 'Gloss',
      commands: manifest.features.slash_commands.map(({ command, description, usage_hint: usageHint = '' }) => ({
        command,
        description,
        usageHint,
      })),
      messageShortcuts: [],
      globalShortcuts: [],
      scopes: manifest.oauth_config.scopes.bot,
      events: manifest.settings.event_subscriptions.bot_events,
    },
  });
  const address = await workspace.start();
  await using database = await openDatabase(options.database, false);
  await using web = await startPageServer();
  const client = createWorkspaceClient(address.url, fetch);
  const state = await client.call('state', { user: adminUserId });
  const channel = state.channels.find(({ name }) => name === 'links')?.id ?? '';
  const environment = { ...environmentOf(address, folder, web.port, channel), ...database.environment };
  let gloss: GlossProcess | null = startGloss(environment);
  try {
    if (!(await gloss.connected)) throw new Error('Gloss ended before it was connected.');
    await using store = await openSharedStore(environment);
    const works = createWorks(client, store.store, channel);
    // Something for monitors and digests to look at.
    const pages = web.pages.slice(0, 3);
    for (const page of pages) await client.call('post', { user: adminUserId, channel, text: page });
    const summarized = async (): Promise<number> =>
      (await store.store.jobs.list({ status: 'done', limit: 100 })).filter(({ kind }) => kind === 'summarize-link')
        .length;
    await until(async () => (await summarized()) === pages.length, options.drainMs);
    await works.promoteRun();
    let kills = 0;
    let begun = 0;
    while (kills < options.kills && performance.now() - startedAt < options.longestMs) {
      const kind = workKinds[begun % workKinds.length] ?? 'eval';
      await works.begin(kind);
      begun += 1;
      await wait(random() * longestWorkMs[kind]);
      // Now and then also while it starts, and takes up again what it had begun.
      for (let isAgain = true; isAgain; isAgain = random() < 0.2) {
        await gloss.kill();
        kills += 1;
        gloss = startGloss(environment);
        await Promise.race([gloss.connected, wait(random() * 3000)]);
      }
      await gloss.connected;
    }
    await until(() => works.isIdle(), options.drainMs);
    const exitCode = await gloss.stop();
    gloss = null;
    const { counts, problems } = await works.examine();
    if (exitCode !== 0) problems.push(`the last run ended with ${exitCode}`);
    return { kills, counts, problems, durationMs: performance.now() - startedAt };
  } finally {
    await gloss?.stop();
    await workspace.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function openSharedStore(environment: Record<string, string>) {
  const settings = StoreSettings.parse({
    databaseUrl: environment['DATABASE_URL'],
    tracesFile: environment['GLOSS_STORE_TRACES_FILE'],
  });
  const store = await openStore(settings, createOutside('error'));
  return { store, [Symbol.asyncDispose]: () => store.close() };
}

function environmentOf(
  address: WorkspaceAddress,
  folder: string,
  pagePort: number,
  channel: string,
): Record<string, string> {
  return {
    SLACK_BOT_TOKEN: address.botToken,
    SLACK_APP_TOKEN: address.appToken,
    SLACK_API_URL: address.apiUrl,
    LOG_LEVEL: 'error',
    GLOSS_DATASETS_EXPORT_DIRECTORY: join(folder, 'exports'),
    GLOSS_SLACK_ADMINS: adminUserId,
    GLOSS_ALERTS_CHANNEL_ID: channel,
    GLOSS_EVALS_CONCURRENCY: '1',
    GLOSS_LIMITS_EVALS_PER_PERSON_HOUR: '0',
    GLOSS_LIMITS_EXPORTS_PER_PERSON_HOUR: '0',
    // The kills come from outside, so that a job is hit five times in a row is not its fault here.
    GLOSS_STORE_JOBS_CRASH_LIMIT: '100',
    GLOSS_RETRIEVAL_FETCH_ALLOW: `127.0.0.1:${pagePort}`,
    GLOSS_LLM_PROFILE: 'extractive',
    GLOSS_SLACK_POST_INTERVAL_MS: '0',
  };
}

/** Looks twice a second; what is left at the deadline is found by who looks afterwards. */
async function until(isSo: () => Promise<boolean>, deadlineMs: number): Promise<void> {
  for (const end = performance.now() + deadlineMs; performance.now() < end; await wait(500)) if (await isSo()) return;
}
