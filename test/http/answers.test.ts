import { describe, expect, it } from 'vitest';
import type { Analytics, DashboardReport } from '../../src/core/analytics.ts';
import { AppError } from '../../src/core/errors.ts';
import { createAnswerCache } from '../../src/http/answer-cache.ts';
import type { Reply } from '../../src/http/answer-cache.ts';
import { sampleSpans } from '../support/sample-spans.ts';
import { sampleTraceId, startHttpApi } from '../support/http-api.ts';
import { createTestOutside } from '../support/test-outside.ts';
import { until } from '../support/until.ts';

/** The real analytics with one of its parts replaced. */
const replaced = (part: Partial<Analytics>) => (deps: { analytics: Analytics }) => ({
  analytics: { ...deps.analytics, ...part },
});

describe('kept answers', () => {
  it('are given again as long as their settings say, then made anew', async () => {
    let asked: string[] = [];
    await using api = await startHttpApi({
      deps: ({ analytics }) => ({
        analytics: {
          ...analytics,
          dashboard: (...args) => (asked.push('dashboard'), analytics.dashboard(...args)),
          quality: (...args) => (asked.push('quality'), analytics.quality(...args)),
          costs: (...args) => (asked.push('costs'), analytics.costs(...args)),
        },
      }),
    });
    const askAll = async (): Promise<string[]> => {
      asked = [];
      for (const name of ['dashboard', 'quality', 'costs']) await (await api.get(`/api/metrics/${name}`)).text();
      return asked;
    };
    const { clock } = api.temp.outside;
    expect(await askAll()).toEqual(['dashboard', 'quality', 'costs']);
    await clock.advance(29_999);
    expect(await askAll()).toEqual([]);
    await clock.advance(1);
    expect(await askAll()).toEqual(['dashboard']);
    await clock.advance(30_000);
    expect(await askAll()).toEqual(['dashboard', 'quality']);
    await clock.advance(60_000);
    expect(await askAll()).toEqual(['dashboard', 'quality', 'costs']);
  });

  it('are not mixed up between questions, and the order of the parts is no difference', async () => {
    const asked: unknown[] = [];
    await using api = await startHttpApi({
      deps: ({ analytics }) => ({
        analytics: {
          ...analytics,
          errors: (window, bucket) => (asked.push(window.channel), analytics.errors(window, bucket)),
        },
      }),
    });
    for (const query of ['?channel=C1&window=1h', '?window=1h&channel=C1', '?window=1h&channel=C2', '?window=1h'])
      await (await api.get(`/api/metrics/errors${query}`)).text();
    expect(asked).toEqual(['C1', 'C2', undefined]);
  });

  it('carry a tag by which a client learns that nothing has changed', async () => {
    await using api = await startHttpApi();
    const first = await api.get('/api/metrics/latency');
    const etag = first.headers.get('etag') ?? '';
    expect(first.headers.get('cache-control')).toBe('private, max-age=60');
    await api.temp.outside.clock.advance(20_000);
    for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const again = await api.get('/api/metrics/latency', { 'if-none-match': tag });
      expect([tag, again.status, await again.text()]).toEqual([tag, 304, '']);
      expect(again.headers.get('cache-control')).toBe('private, max-age=40');
    }
    expect((await api.get('/api/metrics/latency', { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('are asked for once however many wait, a failure is told to all of them and not kept', async () => {
    const waiting: ((outcome: DashboardReport | Error) => void)[] = [];
    await using api = await startHttpApi({
      settings: { maxPending: 1 },
      deps: replaced({
        dashboard: () =>
          new Promise((resolve, reject) =>
            waiting.push((outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome))),
          ),
      }),
    });
    const both = [api.get('/api/metrics/dashboard'), api.get('/api/metrics/dashboard')];
    await until(() => waiting.length === 1);
    const other = await api.get('/api/metrics/dashboard?window=1h');
    expect(other.status).toBe(503);
    expect(other.headers.get('retry-after')).toBe('2');
    waiting[0]?.(new AppError({ code: 'analytics_failed', message: 'disk /secret/place', retryable: true }));
    for (const response of await Promise.all(both)) {
      expect(response.status).toBe(503);
      expect(await response.text()).not.toContain('/secret/place');
    }
    const next = api.get('/api/metrics/dashboard');
    await until(() => waiting.length === 2);
    waiting[1]?.(await api.temp.store.analytics.dashboard({ fromMs: 0, toMs: 1 }));
    expect((await next).status).toBe(200);
  });

  it('are dropped where they need too much memory, the longest unused first', async () => {
    const cache = createAnswerCache({ maxBytes: 1500, maxPending: 1 }, createTestOutside().clock);
    const ask = async (key: string): Promise<boolean> =>
      (
        await cache.get(key, 1000, () =>
          Promise.resolve<Reply>({ status: 200, contentType: '', body: 'x'.repeat(200) }),
        )
      ).isHit;
    expect([await ask('a'), await ask('b'), await ask('a'), await ask('c')]).toEqual([false, false, true, false]);
    expect([await ask('a'), await ask('c'), await ask('b')]).toEqual([true, true, false]);
  });
});

describe('what goes wrong', () => {
  it('is told by a correlation id that stands in the log, without any inside', async () => {
    await using api = await startHttpApi({
      deps: replaced({ searchTraces: () => Promise.reject(new Error('no such column: hunter2')) }),
    });
    const response = await api.get('/api/traces');
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toContain('hunter2');
    const { correlationId } = JSON.parse(text) as { correlationId: string };
    const line = api.temp.outside.logged.find((candidate) => candidate.level === 'error');
    expect(line?.fields['correlationId']).toBe(correlationId);
  });

  it('is a gateway timeout where the store is too slow', async () => {
    let isAsked = false;
    await using api = await startHttpApi({
      deps: replaced({ trace: () => ((isAsked = true), new Promise(() => undefined)) }),
    });
    const asked = api.get(`/api/traces/${sampleTraceId}`);
    await until(() => isAsked);
    await api.temp.outside.clock.advance(15_000);
    expect((await asked).status).toBe(504);
  });

  it('is an answer of another shape: it is not sent', async () => {
    await using api = await startHttpApi({
      deps: replaced({ throughput: () => Promise.resolve({ runs: 'many' } as never) }),
    });
    expect((await api.get('/api/metrics/throughput')).status).toBe(500);
  });
});

describe('people and texts', () => {
  const ask = async (userIds: string): Promise<string> => {
    await using api = await startHttpApi({ settings: { userIds } });
    const paths = ['/api/traces', `/api/traces/${sampleTraceId}`, '/api/metrics/costs'];
    return (await Promise.all(paths.map(async (path) => (await api.get(path)).text()))).join('\n');
  };

  it('are stand-ins, nobody, or ids, as the setting says', async () => {
    const standIns = await ask('pseudonym');
    expect(standIns).not.toContain('U0PERSON');
    expect(new Set(standIns.match(/p_[\w-]{22}/g)).size).toBe(1);
    const nobody = await ask('hidden');
    expect(nobody).not.toMatch(/U0PERSON|p_[\w-]{22}/);
    expect(await ask('plain')).toContain('U0PERSON');
  });

  it('can be searched by person only where ids are plain', async () => {
    await using api = await startHttpApi();
    expect((await api.get('/api/traces?user=U0PERSON')).status).toBe(400);
    await using plain = await startHttpApi({ settings: { userIds: 'plain' } });
    expect(await (await plain.get('/api/traces?user=U0PERSON')).json()).toMatchObject({ traces: [{}, {}] });
    expect(await (await plain.get('/api/traces?user=U0OTHER')).json()).toMatchObject({ traces: [] });
  });

  it('of pages, people and models never leave, whatever an attribute is called', async () => {
    await using api = await startHttpApi();
    const spans = sampleSpans({ traceId: 'c'.repeat(32), startMs: api.temp.outside.clock.now() - 1000 });
    const canary = 'canary text of a page';
    const attributes = {
      input: canary,
      output: canary,
      'gen_ai.prompt': canary,
      model: canary,
      outcome: 'summarized',
      thread: '17.1',
      tokens: 5,
      failed_gates: ['grounding', canary],
      [canary]: 1,
    };
    await api.temp.store.spans.insertSpans(
      spans.map((span) => ({ ...span, attributes: { ...span.attributes, ...attributes } })),
    );
    await api.temp.store.artifacts.put('c'.repeat(32), 'draft', canary, 1);
    const text = await (await api.get(`/api/traces/${'c'.repeat(32)}`)).text();
    const trace = JSON.parse(text) as { spans: { attributes: Record<string, unknown> }[] };
    expect(trace.spans[0]?.attributes).toMatchObject({ outcome: 'summarized', tokens: 5, failed_gates: ['grounding'] });
    expect(JSON.stringify(trace.spans)).not.toContain('canary');
    expect(text).not.toContain('artifacts');
  });
});
