import { request as httpRequest } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createApiKey, createApiKeys } from '../../src/http/api-keys.ts';
import { isLoopbackCaller, parseHost } from '../../src/http/check-host.ts';
import { routes } from '../../src/http/routes/index.ts';
import { sampleTraceId, startHttpApi } from '../support/http-api.ts';

/** One request with headers that fetch would not send. */
function raw(
  url: string,
  options: { method?: string; path?: string; headers?: Record<string, string>; body?: string },
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(url);
    const { body, ...rest } = options;
    const request = httpRequest({ host: '127.0.0.1', port, ...rest }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

describe('API keys', () => {
  it('are known by their hash alone, each by its name, until they are taken out', () => {
    const grafana = createApiKey('grafana');
    const report = createApiKey('report');
    expect(grafana.setting).not.toContain(grafana.key);
    const keys = createApiKeys([grafana.setting, report.setting]);
    expect(keys.nameOf(`Bearer ${grafana.key}`)).toBe('grafana');
    expect(keys.nameOf(`bearer ${report.key}`)).toBe('report');
    expect(createApiKeys([report.setting]).nameOf(`Bearer ${grafana.key}`)).toBeNull();
    const hash = grafana.setting.split(':')[1] ?? '';
    for (const wrong of [
      undefined,
      '',
      'Bearer',
      `Basic ${grafana.key}`,
      grafana.key,
      `Bearer ${hash}`,
      `Bearer ${grafana.key}x`,
    ])
      expect(keys.nameOf(wrong)).toBeNull();
  });

  it('are needed for everything but health, on every route', async () => {
    await using api = await startHttpApi();
    for (const { path, access } of routes) {
      const response = await fetch(`${api.url}${path.replace('{traceId}', sampleTraceId)}`);
      expect([path, response.status]).toEqual([path, access === 'key' ? 401 : 200]);
      const body = await response.text();
      if (access !== 'key') continue;
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
      expect(JSON.parse(body)).toMatchObject({
        code: 'key_needed',
        status: 401,
        correlationId: response.headers.get('x-request-id'),
      });
    }
    expect((await fetch(`${api.url}/api/nothing`)).status).toBe(401);
    expect((await api.get('/api/nothing')).status).toBe(404);
  });

  it('answer 401 with a hint where none is set, while health and Prometheus stay open on the machine', async () => {
    await using api = await startHttpApi({ settings: { apiKeys: [] } });
    const response = await api.get('/api/metrics/dashboard');
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ hint: expect.stringContaining('npm run api-key') as string });
    expect((await fetch(`${api.url}/health`)).status).toBe(200);
    expect((await fetch(`${api.url}/metrics`)).status).toBe(200);
    const logged = api.temp.outside.logged.map((line) => line.message);
    expect(logged).toContain('no API key is set, so the HTTP API shows only /health and /metrics');
  });

  it('stand in the log by their names and nowhere by themselves', async () => {
    await using api = await startHttpApi();
    await (await api.get('/api/traces')).text();
    const { logged } = api.temp.outside;
    expect(logged.map((line) => line.fields['key'])).toContain('test');
    expect(JSON.stringify(logged)).not.toContain(api.key);
  });
});

describe('callers', () => {
  it('from behind a proxy see the status alone and no figures without a key', async () => {
    await using api = await startHttpApi();
    const headers = { 'x-forwarded-for': '203.0.113.9' };
    const health = await fetch(`${api.url}/health`, { headers });
    expect(await health.json()).toEqual({ status: 'ok', components: [] });
    expect((await fetch(`${api.url}/metrics`, { headers })).status).toBe(401);
    expect((await api.get('/metrics', headers)).status).toBe(200);
    // What a trusted caller was told is not kept for others, and the other way round.
    expect(await (await fetch(`${api.url}/health`)).json()).toMatchObject({ components: [{ name: 'database' }] });
  });

  it.each([
    ['localhost:3100', 200],
    ['[::1]:3100', 200],
    ['10.0.0.5', 200],
    ['gloss.example', 200],
    ['evil.example:3100', 421],
    ['localhost.evil.example', 421],
    ['127.0.0.1.evil.example', 421],
    ['a@localhost', 421],
  ])('who call the host %s get %i', async (host, status) => {
    await using api = await startHttpApi({ settings: { apiKeys: [], allowedHosts: ['gloss.example'] } });
    expect((await raw(api.url, { path: '/health', headers: { host } })).status).toBe(status);
  });

  it('are on this machine only by a loopback address and name', () => {
    const from = (remoteAddress: string, headers: Record<string, string>): boolean =>
      isLoopbackCaller({ headers, socket: { remoteAddress } } as never);
    expect(from('127.0.0.1', { host: 'localhost' })).toBe(true);
    expect(from('::ffff:127.0.0.1', { host: '127.0.0.1:3100' })).toBe(true);
    expect(from('::1', { host: '[::1]:3100' })).toBe(true);
    expect(from('192.0.2.7', { host: 'localhost' })).toBe(false);
    expect(from('127.0.0.1', { host: 'gloss.example' })).toBe(false);
    expect(from('127.0.0.1', { host: 'localhost', forwarded: 'for=1.2.3.4' })).toBe(false);
    expect(parseHost('[::1]:80')).toBe('::1');
    expect(parseHost('a b')).toBeNull();
  });

  it('of another site get no CORS headers, and nothing may be embedded', async () => {
    await using api = await startHttpApi();
    const response = await api.get('/api/traces', { origin: 'https://evil.example' });
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    const preflight = await raw(api.url, {
      method: 'OPTIONS',
      path: '/api/traces',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'GET' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers['allow']).toBe('GET, HEAD, OPTIONS');
    expect(preflight.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('requests', () => {
  it.each([
    [{ method: 'POST', path: '/api/traces' }, 405, 'method_not_allowed'],
    [{ method: 'DELETE', path: '/api/traces' }, 405, 'method_not_allowed'],
    [{ method: 'POST', path: '/api/traces', body: 'x'.repeat(100_000) }, 405, 'method_not_allowed'],
    [{ path: '/api/traces', headers: { 'content-length': '5' }, body: 'hello' }, 413, 'body_not_taken'],
    [{ path: `/api/traces?text=${'x'.repeat(5000)}` }, 414, 'address_too_long'],
    [{ path: '/api/traces?text=a&text=b' }, 400, 'bad_query'],
    [{ path: '/api/traces?limit=201' }, 400, 'bad_query'],
    [{ path: '/api/traces?colour=red' }, 400, 'bad_query'],
    [{ path: '/api/traces?__proto__=red' }, 400, 'bad_query'],
    [{ path: '/api/metrics/latency?window=1y' }, 400, 'bad_query'],
    [{ path: '/api/metrics/latency?to=2026-03-02T09:00:00Z' }, 400, 'bad_query'],
    [{ path: '/api/metrics/latency?window=100d&bucket=hour' }, 400, 'bad_query'],
    [{ path: '/api/metrics/latency?from=2026-03-02T09:00:00Z&to=2026-03-01T09:00:00Z' }, 400, 'analytics_bad_request'],
    [{ path: '/api/metrics/costs?bucket=day' }, 400, 'bad_query'],
    [{ path: '/api/traces/xyz' }, 404, 'not_found'],
    [{ path: `/api/traces/${'0'.repeat(32)}` }, 404, 'trace_not_found'],
    [{ path: '/api/../api/nothing' }, 404, 'not_found'],
  ])('%j get %i %s', async (options, status, code) => {
    await using api = await startHttpApi();
    const headers = { authorization: `Bearer ${api.key}`, ...('headers' in options ? options.headers : {}) };
    const response = await raw(api.url, { ...options, headers });
    expect(response.status).toBe(status);
    expect(JSON.parse(response.body)).toMatchObject({ status, code, type: `urn:gloss:problem:${code}` });
    expect(response.headers['allow']).toBe(status === 405 ? 'GET, HEAD, OPTIONS' : undefined);
  });

  it('with headers that are too large are refused', async () => {
    await using api = await startHttpApi();
    expect((await raw(api.url, { path: '/health', headers: { 'x-much': 'x'.repeat(20_000) } })).status).toBe(431);
  });

  it('by HEAD get the headers of GET without its body', async () => {
    await using api = await startHttpApi();
    const path = '/api/metrics/quality';
    const get = await api.get(path);
    const body = await get.text();
    const head = await raw(api.url, { method: 'HEAD', path, headers: { authorization: `Bearer ${api.key}` } });
    expect(head.status).toBe(200);
    expect(head.body).toBe('');
    expect(head.headers['etag']).toBe(get.headers.get('etag'));
    expect(head.headers['content-length']).toBe(String(Buffer.byteLength(body)));
  });
});
