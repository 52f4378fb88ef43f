import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createApiKeys } from '../../src/http/api-keys.ts';
import { HttpSettings } from '../../src/http/settings.ts';
import { startHttpApi } from '../support/http-api.ts';
import { startTestApp } from '../support/test-app.ts';

const root = join(import.meta.dirname, '../..');
const execute = promisify(execFile);

describe('the start of the HTTP API', () => {
  it('says which port is taken and what to do', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(startHttpApi({ settings: { port } })).rejects.toMatchObject({
      code: 'port_taken',
      message: `The HTTP API cannot start: port ${port} on 127.0.0.1 is taken by another program.`,
      hint: expect.stringContaining('GLOSS_HTTP_PORT') as string,
    });
    await using app = await startTestApp({ environment: { GLOSS_HTTP_PORT: String(port) } });
    expect(app.app.httpUrl, 'beside the local workspace the next free port is taken').not.toBeNull();
    expect(app.app.httpUrl).not.toContain(`:${port}`);
    await new Promise((resolve) => other.close(resolve));
  });

  it('says where an address cannot be listened on', async () => {
    await expect(startHttpApi({ settings: { host: '203.0.113.1' } })).rejects.toMatchObject({
      code: 'address_unusable',
    });
  });

  it('is left out where it is off', async () => {
    await using app = await startTestApp({ environment: { GLOSS_HTTP_ENABLED: 'false' } });
    expect(app.app.httpUrl).toBeNull();
  });

  it('never shows a key that was put in the place of its hash', async () => {
    const started = startTestApp({ environment: { GLOSS_HTTP_API_KEYS: 'gloss_not-a-hash-but-the-key-itself' } });
    await expect(started).rejects.toMatchObject({ code: 'config_invalid' });
    await expect(started).rejects.not.toThrow('the-key-itself');
  });
});

describe('npm run api-key', () => {
  const run = (...args: string[]) => execute(process.execPath, ['scripts/api-key.ts', ...args], { cwd: root });

  it('prints a key and the line for the settings under which it is known', async () => {
    const { stdout } = await run('grafana');
    const key = /gloss_[\w-]{43}/.exec(stdout)?.[0] ?? '';
    const setting = /^GLOSS_HTTP_API_KEYS=(\S+)$/m.exec(stdout)?.[1] ?? '';
    const { apiKeys } = HttpSettings.parse({ apiKeys: [setting] });
    expect(createApiKeys(apiKeys).nameOf(`Bearer ${key}`)).toBe('grafana');
  });

  it('wants one name of small letters', async () => {
    await expect(run('Two Words')).rejects.toMatchObject({ code: 2 });
    await expect(run()).rejects.toMatchObject({ code: 2 });
  });
});

describe('a summary', () => {
  it('is on the live figures as soon as it is stored', async () => {
    await using app = await startTestApp();
    const { ts } = await app.post(app.samples[0] ?? '');
    await app.summary(ts);
    let text = '';
    const began = performance.now();
    while (
      !text.includes('gloss_runs_total{name="summarize_link.run",status="ok"} 1') &&
      performance.now() - began < 10_000
    ) {
      text = await (await fetch(`${app.app.httpUrl}/metrics`)).text();
    }
    expect(text).toContain('gloss_runs_total{name="summarize_link.run",status="ok"} 1');
    expect(text).toContain('gloss_jobs{state="done"}');
  });
});
