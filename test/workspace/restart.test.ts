import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createWorkspaceStorage } from '../../src/store/workspace-storage.ts';
import type { WorkspaceClient } from '../../src/workspace/control-client.ts';
import { startBolt } from './bolt-app.ts';
import { createCollected } from './collected.ts';
import { designer, engineer, general, startTestWorkspace } from './test-workspace.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'workspace-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const open = () => createWorkspaceStorage(join(folder, 'nested', 'workspace.db'));

/** Resolves when everything that was sent to the app is answered. */
async function acknowledged(client: WorkspaceClient): Promise<void> {
  for (;;) {
    const { entries } = await client.call('traffic', {});
    if (entries.every(({ tookMs }) => tookMs !== null)) return;
  }
}

describe('a restarted workspace', () => {
  test('shows the same channels, threads, files, Home and tokens, but no ephemeral message', async () => {
    const first = open();
    const tokens: string[] = [];
    let rootTs = '';
    {
      await using workspace = await startTestWorkspace({ storage: first });
      const { client, api, address } = workspace;
      tokens.push(address.botToken, address.signingSecret);
      await client.call('addChannel', { name: 'project', memberIds: [designer] });
      const { message } = await client.call('post', { user: designer, channel: general, text: 'root' });
      rootTs = message.ts;
      await api('chat.postMessage', { channel: general, text: 'reply', thread_ts: rootTs });
      await client.call('react', { user: engineer, channel: general, ts: rootTs, name: 'eyes' });
      await api('chat.postEphemeral', { channel: general, user: designer, text: 'psst' });
      const gone = await client.call('post', { user: designer, channel: general, text: 'gone' });
      await client.call('delete', { user: designer, channel: general, ts: gone.message.ts });
      await client.call('upload', { user: designer, channel: general, name: 'a.txt', content: 'aGk=' });
      await api('views.publish', { user_id: designer, view: { type: 'home', blocks: [{ type: 'divider' }] } });
    }
    await first.close();
    const second = open();
    {
      await using workspace = await startTestWorkspace({ storage: second });
      const { client, address } = workspace;
      expect([address.botToken, address.signingSecret]).toEqual(tokens);
      const { messages } = await client.call('history', { user: designer, channel: general });
      expect(messages).toMatchObject([
        {
          text: 'root',
          reply_count: 1,
          reply_users: ['U0LOCALGAPP'],
          reactions: [{ name: 'eyes', users: [engineer] }],
        },
        { files: [{ name: 'a.txt' }] },
      ]);
      const thread = await client.call('history', { user: designer, channel: general, thread_ts: rootTs });
      expect(thread.messages.map(({ text }) => text)).toEqual(['root', 'reply']);
      const download = await fetch(`${address.url}${messages[1]?.files?.[0]?.downloadPath}`);
      expect(await download.text()).toBe('hi');
      expect((await client.call('openHome', { user: designer })).view).toMatchObject({ type: 'home' });
      const { channels } = await client.call('state', { user: designer });
      expect(channels.map(({ name }) => name)).toContain('project');
      const later = await client.call('post', { user: designer, channel: general, text: 'later' });
      expect(Number(later.message.ts)).toBeGreaterThan(Number(rootTs));
    }
    await second.close();
  });

  test('an event that the app did not acknowledge comes with the first socket of the next run', async () => {
    const first = open();
    {
      await using workspace = await startTestWorkspace({ storage: first });
      await workspace.client.call('post', { user: designer, channel: general, text: 'left over' });
    }
    await first.close();
    const second = open();
    {
      await using workspace = await startTestWorkspace({ storage: second });
      const seen = createCollected<unknown>();
      await using _bolt = await startBolt(workspace, (app) => {
        app.message(async ({ message, context }) => seen.add([(message as { text: string }).text, context.retryNum]));
      });
      expect(await seen.reach(1)).toEqual([['left over', 1]]);
      await acknowledged(workspace.client);
    }
    await second.close();
    const third = open();
    expect((await third.load()).filter(({ key }) => key.startsWith('event:'))).toEqual([]);
    await third.close();
  });

  test('what one act changes is written together, before it is answered', async () => {
    const writes: string[][] = [];
    await using workspace = await startTestWorkspace({
      app: { events: [] },
      storage: {
        load: () => Promise.resolve([]),
        write(changes) {
          writes.push(changes.map(({ key }) => key));
          return Promise.resolve();
        },
        close: () => Promise.resolve(),
      },
    });
    expect(writes).toHaveLength(1);
    const { message } = await workspace.client.call('post', { user: designer, channel: general, text: 'one' });
    expect(writes[1]).toEqual([`message:${general}:${message.ts}`]);
  });

  test('a write that failed is repeated with the next', async () => {
    const kept = new Map<string, string | null>();
    let isBroken = false;
    await using workspace = await startTestWorkspace({
      app: { events: [] },
      storage: {
        load: () => Promise.resolve([]),
        write(changes) {
          if (isBroken) return Promise.reject(new Error('disk full'));
          for (const { key, json } of changes) kept.set(key, json);
          return Promise.resolve();
        },
        close: () => Promise.resolve(),
      },
    });
    isBroken = true;
    const lost = workspace.client.call('post', { user: designer, channel: general, text: 'one' });
    await expect(lost).rejects.toMatchObject({ code: 'http_500' });
    isBroken = false;
    await workspace.client.call('post', { user: designer, channel: general, text: 'two' });
    expect([...kept.keys()].filter((key) => key.startsWith('message:'))).toHaveLength(2);
  });
});
