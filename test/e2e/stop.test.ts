import { join } from 'node:path';
import { expect, test } from 'vitest';
import { forgetfulStorage } from '../../src/core/workspace-storage.ts';
import { openStore } from '../../src/store/open-store.ts';
import { StoreSettings } from '../../src/store/settings.ts';
import { createWorkspaceClient } from '../../src/workspace/control-client.ts';
import { WorkspaceSettings } from '../../src/workspace/settings.ts';
import { createWorkspace } from '../../src/workspace/workspace.ts';
import { createTempFolder } from '../support/create-temp-folder.ts';
import { freePort } from '../support/free-port.ts';
import { startHeldPages } from '../support/held-pages.ts';
import { createRealOutside } from '../support/real-outside.ts';
import { runProgram } from '../support/run-program.ts';
import { summaryMark } from '../support/test-app.ts';

const user = 'U0LOCALDSGN';
const limitMs = 30_000;

/** A Slack that outlives the program, pages that are held, and the program in a process of its own. */
async function setUp(environment: Record<string, string> = {}) {
  const folder = createTempFolder();
  const pages = await startHeldPages();
  const outside = createRealOutside();
  const workspace = createWorkspace(WorkspaceSettings.parse({ port: 0 }), outside, {
    storage: forgetfulStorage,
    app: {
      name: 'Gloss',
      commands: [{ command: '/cost', description: '', usageHint: '' }],
      messageShortcuts: [],
      globalShortcuts: [],
    },
  });
  const address = await workspace.start();
  const client = createWorkspaceClient(address.url, fetch);
  const { channels } = await client.call('state', { user });
  const channel = channels.find(({ name }) => name === 'links')?.id ?? '';
  const port = await freePort();
  const store = { databaseUrl: join(folder, 'gloss.db'), tracesFile: join(folder, 'traces.db') };
  const history = async (threadTs?: string) =>
    (await client.call('history', { user, channel, ...(threadTs === undefined ? {} : { thread_ts: threadTs }) }))
      .messages;
  return {
    client,
    channel,
    pages,
    async start() {
      const program = runProgram('src/main.ts', [], {
        GLOSS_HTTP_PORT: String(port),
        SLACK_BOT_TOKEN: address.botToken,
        SLACK_APP_TOKEN: address.appToken,
        SLACK_API_URL: address.apiUrl,
        DATABASE_URL: store.databaseUrl,
        GLOSS_STORE_TRACES_FILE: store.tracesFile,
        GLOSS_SLACK_POST_INTERVAL_MS: '0',
        GLOSS_RETRIEVAL_FETCH_ALLOW: pages.host,
        GLOSS_RETRIEVAL_FETCH_FIRST_BYTE_TIMEOUT_MS: '60000',
        GLOSS_RETRIEVAL_FETCH_TOTAL_TIMEOUT_MS: '60000',
        GLOSS_PIPELINE_KNOWN_LINK_DAYS: '0',
        ...environment,
      });
      await program.until('Gloss is connected to Slack.');
      return program;
    },
    post: async (name: string) => (await client.call('post', { user, channel, text: pages.url(name) })).message.ts,
    summaries: async (ts: string) =>
      (await history(ts)).filter((message) => JSON.stringify(message).includes(summaryMark)).length,
    told: async () =>
      (await history()).filter(({ ephemeralFor }) => ephemeralFor === user).map((message) => message.text ?? ''),
    async health(path: string) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      return { status: response.status, body: (await response.json()) as { components: { detail: string }[] } };
    },
    async jobs() {
      const opened = await openStore(StoreSettings.parse(store), outside);
      const jobs = await opened.jobs.list({ limit: 100 });
      await opened.close();
      return jobs.filter(({ kind }) => kind === 'summarize-link').map(({ status }) => status);
    },
    async [Symbol.asyncDispose]() {
      await workspace.stop();
      await pages[Symbol.asyncDispose]();
    },
  };
}

test('a program that is told to stop finishes what it can, gives back the rest, takes nothing new and says so', async () => {
  await using slack = await setUp({ GLOSS_STORE_JOBS_DRAIN_MS: '4000' });
  const { pages } = slack;
  const program = await slack.start();
  expect((await slack.health('/health/ready')).status).toBe(200);
  const finished = await slack.post('finished');
  const givenBack = await slack.post('given-back');
  await expect.poll(() => pages.waiting(), { timeout: limitMs }).toEqual(['finished', 'given-back']);

  program.signal('SIGTERM');
  await expect.poll(async () => (await slack.health('/health/ready')).status, { timeout: limitMs }).toBe(503);
  expect((await slack.health('/health/live')).status).toBe(200);
  const { status, body } = await slack.health('/health');
  expect(status).toBe(503);
  expect(body.components[0]).toEqual({ name: 'program', status: 'down', detail: 'stopping, 2 jobs still run' });
  await slack.client.call('command', { user, channel: slack.channel, command: '/cost', text: 'today' });
  await expect.poll(slack.told).toEqual([expect.stringContaining('about to be restarted and takes nothing new')]);
  const untaken = await slack.post('untaken');
  pages.release('finished');
  expect(await program.ended).toBe(0);
  expect(await slack.summaries(finished)).toBe(1);
  // Given back, and the third one still Slack's.
  expect((await slack.jobs()).toSorted()).toEqual(['done', 'queued']);

  pages.release('given-back');
  pages.release('untaken');
  const next = await slack.start();
  for (const ts of [givenBack, untaken]) {
    await expect.poll(() => slack.summaries(ts), { timeout: limitMs }).toBe(1);
  }
  next.signal('SIGTERM');
  expect(await next.ended).toBe(0);
  expect(await slack.summaries(finished)).toBe(1);
  expect(await slack.jobs()).toEqual(['done', 'done', 'done']);
}, 120_000);

test('a second signal does not wait, and what was in hand is taken over by the next start', async () => {
  await using slack = await setUp({ GLOSS_STORE_JOBS_DRAIN_MS: '60000' });
  const program = await slack.start();
  const ts = await slack.post('held');
  await expect.poll(() => slack.pages.waiting(), { timeout: limitMs }).toEqual(['held']);
  program.signal('SIGTERM');
  await expect.poll(async () => (await slack.health('/health/ready')).status, { timeout: limitMs }).toBe(503);
  program.signal('SIGTERM');
  expect(await program.ended).toBe(1);
  slack.pages.release('held');
  const next = await slack.start();
  await expect.poll(() => slack.summaries(ts), { timeout: limitMs }).toBe(1);
  next.signal('SIGTERM');
  expect(await next.ended).toBe(0);
}, 120_000);
