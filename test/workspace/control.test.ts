import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { designer, engineer, general, startTestWorkspace } from './test-workspace.ts';

/** A bare request whose Host and Origin can be anything, as a hostile page would send it. */
function send(
  url: string,
  options: { method?: string; path: string; headers?: Record<string, string>; body?: string },
): Promise<{ status: number; headers: Record<string, unknown>; text: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { hostname, port, method: options.method ?? 'GET', path: options.path, headers: options.headers ?? {} },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(options.body);
  });
}

const json = { 'content-type': 'application/json' };
const post = (path: string, headers: Record<string, string>) => ({
  method: 'POST',
  path,
  headers,
  body: JSON.stringify({ user: designer }),
});

describe('the control API', () => {
  test('tells a page all it needs, channels of others left out', async () => {
    await using workspace = await startTestWorkspace();
    await workspace.client.call('addChannel', { name: 'secret', kind: 'private', memberIds: [engineer] });
    const state = await workspace.client.call('state', { user: designer });
    expect(state).toMatchObject({
      team: { name: 'Local workspace' },
      app: { name: 'Reader', botUserId: 'U0LOCALGAPP', connected: false },
      commands: [{ command: '/echo' }],
    });
    expect(state.channels.map(({ name }) => name)).toEqual(['general', 'links', '']);
    expect(state.users.map(({ realName }) => realName)).toEqual(['Designer', 'Engineer', 'Operator', 'Reader']);
  });

  test('lists sample pages that can be read on loopback and are long enough for a full summary', async () => {
    await using workspace = await startTestWorkspace();
    const { samples } = await workspace.client.call('state', { user: designer });
    expect(samples).toHaveLength(3);
    for (const { url, title } of samples) {
      const response = await fetch(url);
      const html = await response.text();
      expect(response.headers.get('content-type')).toContain('text/html');
      expect(html).toContain(`<title>${title}</title>`);
      const words = html.replaceAll(/<(style|head|nav)[\s\S]*?<\/\1>|<[^>]+>/g, ' ').match(/\S+/g) ?? [];
      expect(words.length).toBeGreaterThan(900);
    }
  });

  test('a name that is rebound to loopback is not served', async () => {
    await using workspace = await startTestWorkspace();
    const { url } = workspace.address;
    for (const path of ['/', '/control/state', '/api/auth.test', '/samples/vector-search.html']) {
      expect((await send(url, { path, headers: { host: 'evil.example' } })).status).toBe(403);
    }
    const local = new URL(url);
    const named = await send(url, { ...post('/control/state', { ...json, host: `localhost:${local.port}` }) });
    expect(named.status).toBe(200);
  });

  test('another site can neither post as a person nor listen', async () => {
    await using workspace = await startTestWorkspace();
    const { url } = workspace.address;
    const status = async (headers: Record<string, string>) => (await send(url, post('/control/state', headers))).status;
    expect(await status({ ...json, origin: 'https://evil.example' })).toBe(403);
    expect(await status({ ...json, 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await status({ 'content-type': 'text/plain' })).toBe(415);
    expect(await status({ ...json, origin: url })).toBe(200);
    const stream = await send(url, { path: '/control/events', headers: { 'sec-fetch-site': 'cross-site' } });
    expect(stream.status).toBe(403);
  });

  test('a wrong body or name is said in words', async () => {
    await using workspace = await startTestWorkspace();
    const wrong = workspace.client.call('post', { user: designer, channel: general } as never);
    await expect(wrong).rejects.toMatchObject({ code: 'invalid_arguments', message: expect.stringContaining('text') });
    const unknown = workspace.client.call('toString' as never, {} as never);
    await expect(unknown).rejects.toMatchObject({ code: 'unknown_method' });
  });

  test('waiting for a message that never comes ends with wait_timeout', async () => {
    await using workspace = await startTestWorkspace();
    // The opening state is written first, so that the only sleeper left is the wait.
    await workspace.outside.clock.advance(1000);
    const outcome = workspace.client
      .call('wait', { channel: general, contains: 'never', timeoutMs: 5000 })
      .catch((error: { code: string }) => error.code);
    while (workspace.outside.clock.waiting() < 1) await new Promise((resolve) => setImmediate(resolve));
    await workspace.outside.clock.advance(5000);
    expect(await outcome).toBe('wait_timeout');
  });

  test('traffic shows calls with their answers and never a token', async () => {
    await using workspace = await startTestWorkspace();
    const { botToken } = workspace.address;
    await workspace.api('chat.postMessage', { channel: general, text: `my token is ${botToken}` });
    const { entries } = await workspace.client.call('traffic', {});
    expect(entries[0]).toMatchObject({
      direction: 'from_app',
      what: 'chat.postMessage',
      answer: { ok: true },
      error: null,
    });
    expect(JSON.stringify(entries)).not.toContain(botToken.slice(5));
  });
});

describe('the page', () => {
  test('is served with a policy that lets nothing else in, and nothing outside its folder', async () => {
    await using workspace = await startTestWorkspace();
    const { url } = workspace.address;
    const { message } = await workspace.client.call('post', { user: designer, channel: general, text: 'x' });
    const { body } = await workspace.api('chat.getPermalink', { channel: general, message_ts: message.ts });
    const page = await send(url, { path: '/' });
    expect(await (await fetch(body.permalink)).text()).toBe(page.text);
    expect(page.status).toBe(200);
    expect(String(page.headers['content-security-policy'])).toContain("default-src 'none'");
    for (const path of ['/../workspace.ts', '/%2e%2e/workspace.ts', '/..%2fworkspace.ts', '/missing.ts', '/%E0%A4%A']) {
      expect((await send(url, { path })).status).toBe(404);
    }
    expect((await send(url, { path: '/', method: 'PUT' })).status).toBe(405);
  });
});
