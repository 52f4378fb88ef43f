import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createRealOutside } from '../support/real-outside.ts';
import { startHttpBolt } from './bolt-app.ts';
import { createCollected } from './collected.ts';
import { designer, general, startTestWorkspace } from './test-workspace.ts';

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('HTTP mode', () => {
  test('events, commands, clicks and their answers go through Bolt with the right signature', async () => {
    const port = await findFreePort();
    // Bolt compares the signature's time with the real clock.
    await using workspace = await startTestWorkspace(
      { settings: { requestUrl: `http://127.0.0.1:${port}/slack/events` } },
      createRealOutside(),
    );
    const clicks = createCollected<unknown>();
    await using _bolt = await startHttpBolt({ ...workspace.address, port }, (app) => {
      app.message('hello', async ({ message, say }) => {
        await say({
          text: 'answer',
          thread_ts: message.ts,
          blocks: [
            {
              type: 'actions',
              elements: [{ type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' }, value: '1' }],
            },
          ],
        });
      });
      app.action('go', async ({ ack, payload }) => {
        await ack();
        clicks.add(payload);
      });
      app.command('/echo', async ({ ack, command }) => ack(`said ${command.text}`));
    });
    const { client } = workspace;
    const { message } = await client.call('post', { user: designer, channel: general, text: 'hello' });
    const answer = await client.call('wait', { channel: general, thread_ts: message.ts, contains: 'answer' });
    const container = { channel: general, ts: answer.message.ts };
    await client.call('click', { user: designer, container, action_id: 'go' });
    expect(clicks.items).toMatchObject([{ type: 'button', value: '1' }]);
    await client.call('command', { user: designer, channel: general, command: '/echo', text: 'a&b' });
    const said = await client.call('wait', { channel: general, contains: 'said a&amp;b' });
    expect(said.message.ephemeralFor).toBe(designer);
    expect((await workspace.api('apps.connections.open', {}, workspace.address.appToken)).body.error).toBe(
      'socket_mode_not_enabled',
    );
  });

  test('a failed request is repeated with the retry headers', async () => {
    const requests = createCollected<{ num: unknown; reason: unknown; body: string }>();
    await using stack = new AsyncDisposableStack();
    const app = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        response.writeHead(requests.items.length === 0 ? 500 : 200).end();
        requests.add({
          num: request.headers['x-slack-retry-num'],
          reason: request.headers['x-slack-retry-reason'],
          body: Buffer.concat(chunks).toString('utf8'),
        });
      });
    });
    await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
    stack.defer(async () => {
      app.closeAllConnections();
      await new Promise((resolve) => app.close(resolve));
    });
    const requestUrl = `http://127.0.0.1:${(app.address() as AddressInfo).port}/slack/events`;
    const workspace = stack.use(await startTestWorkspace({ settings: { requestUrl } }));
    await workspace.client.call('post', { user: designer, channel: general, text: 'again' });
    const [first, second] = await requests.reach(2);
    expect(first).toMatchObject({ num: undefined, reason: undefined });
    expect(second).toMatchObject({ num: '1', reason: 'http_error', body: first?.body });
  });
});
