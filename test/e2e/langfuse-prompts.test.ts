import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSignedBody, signBody } from '../../src/core/body-signature.ts';
import { adminUserId } from '../../src/workspace/opening-state.ts';
import { startLangfuse, type TestLangfuse } from '../support/langfuse-server.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { until } from '../support/until.ts';

const secret = 'lf-whsec_0123456789abcdef0123456789abcdef';
const name = 'stage-b-compose-reply';

/** Keeps what it is told. */
async function startListener() {
  const told: { signature: string; body: Buffer }[] = [];
  const http = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      told.push({ signature: String(request.headers['x-gloss-signature']), body: Buffer.concat(parts) });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return { told, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/hook`, close: () => http.close() };
}

describe('prompts from Langfuse in the running program', () => {
  let langfuse: TestLangfuse;
  let listener: Awaited<ReturnType<typeof startListener>>;
  let app: TestApp;

  beforeAll(async () => {
    langfuse = await startLangfuse();
    listener = await startListener();
    langfuse.prompts.push({ name, version: 3, labels: ['production'], prompt: 'Write about {{facts}}' });
    app = await startTestApp({
      environment: {
        LANGFUSE_BASE_URL: langfuse.server.baseUrl,
        LANGFUSE_PUBLIC_KEY: langfuse.server.publicKey,
        LANGFUSE_SECRET_KEY: langfuse.server.secretKey,
        LANGFUSE_WEBHOOK_SECRET: secret,
        GLOSS_PROMPTS_LANGFUSE_NAMES: name,
        GLOSS_PROMPTS_LANGFUSE_NOTE_CHANNEL: 'C0LOCALLINK',
        GLOSS_PROMPTS_LANGFUSE_NOTIFY_URL: listener.url,
        GLOSS_PROMPTS_LANGFUSE_NOTIFY_SECRET: secret,
        GLOSS_OBSERVE_FLUSH_INTERVAL_MS: '50',
      },
    });
  }, 60_000);

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
    await langfuse[Symbol.asyncDispose]();
    listener.close();
  });

  const webhook = (id: string, version: number, signWith = secret, atMs = Date.now()) => {
    const body = JSON.stringify({
      id,
      timestamp: new Date(atMs).toISOString(),
      type: 'prompt-version',
      apiVersion: 'v1',
      action: 'updated',
      prompt: { id: 'p', name, version, projectId: 'x', labels: ['production'], prompt: 'ignored', type: 'text' },
      user: { name: 'Mira <!channel>', email: 'mira@example.com' },
    });
    return fetch(`${app.app.httpUrl}/webhooks/langfuse`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-langfuse-signature': signBody(signWith, atMs, body) },
      body,
    });
  };
  const audit = async () =>
    (await app.app.store.audit.list('T0LOCALTEAM', { action: 'prompt', limit: 50 })).filter(
      ({ actorId }) => actorId === 'langfuse',
    );

  it('run, and their spans carry Langfuse’s number', async () => {
    const { ts } = await app.post(app.samples[0] ?? '');
    await app.summary(ts);
    const numbers = async (): Promise<unknown[]> => {
      const { traces } = await app.app.store.analytics.searchTraces({ limit: 5 });
      const trace = await app.app.store.analytics.trace(traces[0]?.traceId ?? '');
      return (trace?.spans ?? [])
        .map(({ attributes }) => attributes['langfuse_prompt_version'])
        .filter((n) => n !== undefined);
    };
    await expect.poll(numbers, { timeout: 10_000 }).toEqual([3]);
  });

  it('refuse a webhook that is not signed with the secret, or too old, and change nothing', async () => {
    // Spans of what ran before may still be on their way.
    const prompts = () => langfuse.asked.filter((path) => path.includes('/prompts'));
    const asked = prompts().length;
    expect(asked).toBeGreaterThan(0);
    for (const answer of [
      await webhook('w0', 4, 'another secret of somebody'),
      await webhook('w0', 4, secret, Date.now() - 301_000),
      await fetch(`${app.app.httpUrl}/webhooks/langfuse`, { method: 'POST', body: '{}' }),
    ]) {
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ code: 'webhook_unsigned' });
    }
    expect(prompts()).toHaveLength(asked);
    expect(await audit()).toEqual([]);
    const health = await fetch(`${app.app.httpUrl}/health`).then((answer) => answer.json());
    expect(JSON.stringify(health)).toContain('3 refused');
  });

  it('take a webhook once: the prompt is read again, operators and the address are told, the audit log has it', async () => {
    langfuse.prompts.splice(0, 1, { name, version: 4, labels: ['production'], prompt: 'Say what {{facts}} say' });
    expect(await (await webhook('w1', 4)).json()).toEqual({ outcome: 'taken' });
    expect(await (await webhook('w1', 4)).json()).toEqual({ outcome: 'known' });
    // Later news of an earlier version: asked again, not applied.
    expect(await (await webhook('w2', 3)).json()).toEqual({ outcome: 'taken' });
    await until(() => listener.told.length === 2, 15_000);
    const [first] = listener.told;
    expect(
      isSignedBody(
        { secret, signature: first?.signature ?? '', body: first?.body ?? Buffer.alloc(0) },
        Date.now(),
        60_000,
      ),
    ).toBe(true);
    expect(JSON.parse(String(first?.body))).toMatchObject({ type: 'prompt-changed', name, labels: ['production'] });
    expect(await audit()).toHaveLength(2);
    const standing = await app.app.store.prompts.list();
    expect(standing.some(({ content }) => content.includes('Say what'))).toBe(true);
    const { messages } = await app.client.call('history', { user: app.user, channel: app.channel, limit: 50 });
    const notes = messages.filter(({ text }) => text.includes('Langfuse: version'));
    expect(notes).toHaveLength(2);
    expect(JSON.stringify(notes)).not.toContain('<!channel>');
  });

  it('take no GET, no large body and no other path', async () => {
    const at = `${app.app.httpUrl}/webhooks/langfuse`;
    expect((await fetch(at)).status).toBe(405);
    expect(
      (await fetch(at, { method: 'POST', body: 'x'.repeat(1_000_001) }).catch(() => ({ status: 413 }))).status,
    ).toBe(413);
    expect((await fetch(`${app.app.httpUrl}/webhooks/other`, { method: 'POST', body: '{}' })).status).toBe(405);
  });

  it('are shown as Langfuse’s in /prompt list, and their labels are not moved here', async () => {
    const say = async (text: string): Promise<string> => {
      const answer = await app.client.call('command', {
        user: adminUserId,
        channel: app.channel,
        command: '/prompt',
        text,
      });
      return JSON.stringify(answer);
    };
    await say('list');
    await say(`promote ${name} prod --label staging --force --reason "because"`);
    const { messages } = await app.client.call('history', { user: adminUserId, channel: app.channel, limit: 50 });
    const text = JSON.stringify(messages);
    expect(text).toContain('(v4)');
    expect(text).toContain('are in Langfuse, so moving one here would change nothing');
  });
});
