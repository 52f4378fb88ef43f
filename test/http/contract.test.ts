import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeApi } from '../../src/http/openapi.ts';
import { routes } from '../../src/http/routes/index.ts';
import { sampleTraceId, startHttpApi } from '../support/http-api.ts';

type Json = Record<string, unknown>;
interface Description {
  openapi: string;
  paths: Record<
    string,
    { get: { operationId: string; responses: Record<string, { content: Record<string, { schema: Json }> }> } }
  >;
  components: { schemas: Record<string, Json> };
}

/** The schema with every reference followed, as a check that knows nothing of the program's own types. */
function schemaFrom(description: Description, schema: unknown): Json {
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    if ('$ref' in value) return resolve(description.components.schemas[String(value.$ref).split('/').at(-1) ?? '']);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
  };
  return resolve(schema) as Json;
}

const pathOf = (path: string): string => path.replace('{traceId}', sampleTraceId);

describe('the HTTP API and its description', () => {
  it('lists every file of routes/', () => {
    const files = readdirSync(join(import.meta.dirname, '../../src/http/routes')).filter((name) => name !== 'index.ts');
    expect(files.toSorted()).toEqual([
      'alerts.ts',
      'health.ts',
      'metrics.ts',
      'openapi.ts',
      'prometheus.ts',
      'stream.ts',
      'traces.ts',
    ]);
    expect(new Set(routes.map((route) => route.operationId)).size).toBe(routes.length);
  });

  it('describes exactly what it serves, with no reference into nothing', () => {
    const description = describeApi(routes) as unknown as Description;
    expect(description.openapi).toBe('3.1.0');
    expect(Object.keys(description.paths)).toEqual(routes.map((route) => route.path));
    for (const [, id = ''] of JSON.stringify(description).matchAll(/#\/components\/schemas\/(\w+)/g)) {
      expect(Object.keys(description.components.schemas)).toContain(id);
    }
  });

  it.each(routes.filter((route) => route.kind === 'reply').map((route) => route.path))(
    'answers %s as its description says',
    async (path) => {
      await using api = await startHttpApi();
      const description = (await (await api.get('/openapi.json')).json()) as Description;
      const response = await api.get(pathOf(path));
      expect(response.status).toBe(200);
      const [entry] = Object.entries(description.paths[path]?.get.responses['200']?.content ?? {});
      const [contentType, media] = entry ?? ['nothing described', null];
      expect(response.headers.get('content-type')).toContain(contentType);
      const body: unknown = contentType === 'application/json' ? await response.json() : await response.text();
      const schema = z.fromJSONSchema(schemaFrom(description, media?.schema));
      expect(schema.safeParse(body).error).toBeUndefined();
      // The check itself can fail.
      expect(schema.safeParse(42).success).toBe(false);
    },
  );

  it('gives the figures of what is stored', async () => {
    await using api = await startHttpApi();
    const { report } = (await (await api.get('/api/metrics/dashboard?window=2h')).json()) as {
      report: { runs: unknown; errorTypes: unknown };
    };
    expect(report.runs).toEqual({ n: 2, ok: 1, failed: 1, successRate: 0.5 });
    expect(report.errorTypes).toEqual([{ type: 'fetch_timeout', count: 1, share: 1 }]);
    const narrowed = (await (await api.get('/api/metrics/throughput?channel=C0LINKS')).json()) as { report: Json };
    expect(narrowed.report['runs']).toBe(1);
  });

  it('pages through traces by cursor', async () => {
    await using api = await startHttpApi();
    type Page = { traces: { traceId: string }[]; nextCursor: string | null };
    const first = (await (await api.get('/api/traces?limit=1')).json()) as Page;
    const second = (await (await api.get(`/api/traces?limit=1&cursor=${first.nextCursor}`)).json()) as Page;
    expect([...first.traces, ...second.traces].map((trace) => trace.traceId)).toEqual(['b'.repeat(32), sampleTraceId]);
    expect(second.nextCursor).toBeNull();
    expect((await api.get('/api/traces?cursor=none')).status).toBe(400);
  });

  it('reports a component that is down with 503 and Prometheus figures in its text format', async () => {
    const down = {
      status: 'down' as const,
      components: [{ name: 'database', status: 'down' as const, detail: 'does not answer' }],
    };
    await using api = await startHttpApi({ deps: () => ({ health: () => Promise.resolve(down) }) });
    const health = await api.get('/health');
    expect(health.status).toBe(503);
    expect(await health.json()).toEqual(down);
    api.runs.publish([
      {
        traceId: sampleTraceId,
        parentSpanId: null,
        name: 'summarize_link.run',
        startMs: 0,
        durationMs: 3000,
        status: 'ok',
        errorType: null,
        costUsd: null,
        attributes: {},
      },
      {
        traceId: sampleTraceId,
        parentSpanId: 'x',
        name: 'stage_a.run',
        startMs: 0,
        durationMs: 3000,
        status: 'ok',
        errorType: null,
        costUsd: 1,
        attributes: {},
      },
    ]);
    const text = await (await api.get('/metrics')).text();
    expect(text).toContain('gloss_runs_total{name="summarize_link.run",status="ok"} 1\n');
    expect(text).toContain('gloss_runs_unknown_cost_total 1\n');
    expect(text).toContain('gloss_run_cost_usd_total 0\n');
    expect(text).toContain('gloss_component_status{component="database",status="down"} 1\n');
    expect(text).toContain('gloss_http_requests_total{route="health",status="503"} 1\n');
    expect(text).toContain('process_cpu_user_seconds_total');
  });
});
