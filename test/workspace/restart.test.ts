import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createWorkspaceStorage } from '../../src/store/workspace-storage.ts';
import { designer, engineer, general, startTestWorkspace } from './test-workspace.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'workspace-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const open = () => createWorkspaceStorage(join(folder, 'nested', 'workspace.db'));

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
        { text: 'root', reply_count: 1, reactions: [{ name: 'eyes', users: [engineer] }] },
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

  test('what happens together is written together, shortly after', async () => {
    const writes: number[] = [];
    await using workspace = await startTestWorkspace({
      storage: {
        load: () => Promise.resolve([]),
        write(changes) {
          writes.push(changes.length);
          return Promise.resolve();
        },
        close: () => Promise.resolve(),
      },
    });
    for (let i = 0; i < 5; i += 1) {
      await workspace.client.call('post', { user: designer, channel: general, text: `m${i}` });
    }
    expect(writes).toEqual([]);
    await workspace.outside.clock.advance(200);
    expect(writes).toHaveLength(1);
    await workspace.client.call('post', { user: designer, channel: general, text: 'last' });
    await workspace.outside.clock.advance(200);
    expect(writes).toEqual([expect.any(Number), 1]);
  });
});
