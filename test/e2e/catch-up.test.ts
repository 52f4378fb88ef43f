import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startApp } from '../../src/app.ts';
import { forgetfulStorage } from '../../src/core/workspace-storage.ts';
import { createWorkspaceClient } from '../../src/workspace/control-client.ts';
import { WorkspaceSettings } from '../../src/workspace/settings.ts';
import { createWorkspace } from '../../src/workspace/workspace.ts';
import { createRealOutside } from '../support/real-outside.ts';
import { summaryMark, testConfig } from '../support/test-app.ts';
import { createTestHost } from '../support/test-host.ts';
import { createTestOutside } from '../support/test-outside.ts';

test('a link that was posted while Gloss was not running, and that Slack has given up on, is read at the next start', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gloss-catch-up-'));
  // Time in the workspace is held: it has no second delivery to offer unless the test says so.
  const held = createTestOutside({ startMs: Date.now() });
  const workspace = createWorkspace(WorkspaceSettings.parse({ port: 0 }), held, {
    storage: forgetfulStorage,
    app: { name: 'Gloss', commands: [], messageShortcuts: [], globalShortcuts: [] },
  });
  const address = await workspace.start();
  const config = testConfig(folder, {
    SLACK_BOT_TOKEN: address.botToken,
    SLACK_APP_TOKEN: address.appToken,
    SLACK_API_URL: address.apiUrl,
    GLOSS_RETRIEVAL_FETCH_ALLOW: `127.0.0.1:${address.port}`,
  });
  const start = () => startApp(config, createRealOutside(), createTestHost());
  const user = 'U0LOCALDSGN';
  const client = createWorkspaceClient(address.url, fetch);
  const { channels, samples } = await client.call('state', { user });
  const channel = channels.find(({ name }) => name === 'links')?.id ?? '';
  const post = async (text: string, threadTs?: string) =>
    (await client.call('post', { user, channel, text, ...(threadTs === undefined ? {} : { thread_ts: threadTs }) }))
      .message.ts;
  const summaryIn = async (threadTs: string, count: number): Promise<void> => {
    await expect
      .poll(
        async () => {
          const { messages } = await client.call('history', { user, channel, thread_ts: threadTs });
          return messages.filter((message) => JSON.stringify(message).includes(summaryMark)).length;
        },
        { timeout: 15_000 },
      )
      .toBe(count);
  };
  try {
    const before = await post(`${samples[0]?.url}?before=1`);
    await held.clock.advance(400_000);
    const first = await start();
    const heard = await post(`${samples[0]?.url}?heard=1`);
    await summaryIn(heard, 1);
    await first.stop();

    const missed = await post(`${samples[1]?.url}?missed=1`);
    await post(`and in the old thread: ${samples[2]?.url}?missed=2`, heard);
    await held.clock.advance(400_000);
    const second = await start();
    await summaryIn(missed, 1);
    await summaryIn(heard, 2);
    expect((await second.store.jobs.list({ limit: 100 })).filter(({ kind }) => kind === 'summarize-link')).toHaveLength(
      3,
    );
    await second.stop();
    // What was said before Gloss was there is nobody's business.
    await summaryIn(before, 0);
  } finally {
    await workspace.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);
