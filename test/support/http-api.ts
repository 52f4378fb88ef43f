import { createApiKey } from '../../src/http/api-keys.ts';
import type { HealthAnswer } from '../../src/http/answers/health.ts';
import { createHttpApi } from '../../src/http/http-api.ts';
import type { HttpApi, HttpApiDeps } from '../../src/http/http-api.ts';
import { createRunFeed } from '../../src/http/run-feed.ts';
import type { RefusedRequests } from '../../src/http/refusal-log.ts';
import type { RunFeed } from '../../src/http/run-feed.ts';
import { HttpSettings } from '../../src/http/settings.ts';
import { sampleSpans } from './sample-spans.ts';
import { openTempStore } from './temp-store.ts';
import type { TempStore } from './temp-store.ts';

export interface TestHttpApi extends AsyncDisposable {
  api: HttpApi;
  url: string;
  key: string;
  runs: RunFeed;
  temp: TempStore;
  refused: RefusedRequests[];
  /** A GET with the key. */
  get(path: string, headers?: Record<string, string>): Promise<Response>;
}

export interface TestHttpApiOptions {
  settings?: Record<string, unknown>;
  /** In place of the parts of the house. */
  deps?: (deps: HttpApiDeps) => Partial<HttpApiDeps>;
}

export const sampleTraceId = 'a'.repeat(32);
/** The health that an API under test reports unless it is given another. */
export const sampleHealth: HealthAnswer = {
  status: 'ok',
  components: [{ name: 'database', status: 'ok', detail: 'answers' }],
};

/** The HTTP API over a real store with two runs in it, under a held clock, on a free port. */
export async function startHttpApi(options: TestHttpApiOptions = {}): Promise<TestHttpApi> {
  const temp = await openTempStore();
  const { outside, store } = temp;
  const startMs = outside.clock.now() - 3_600_000;
  await store.spans.insertSpans([
    ...sampleSpans({ traceId: sampleTraceId, startMs, user: 'U0PERSON', channel: 'C0LINKS', scores: { voice: 0.9 } }),
    ...sampleSpans({ traceId: 'b'.repeat(32), startMs: startMs + 1000, user: 'U0PERSON', result: 'fetch_timeout' }),
  ]);
  const { key, setting } = createApiKey('test');
  const settings = HttpSettings.parse({ port: 0, apiKeys: [setting], ...options.settings });
  const runs = createRunFeed(settings.stream.bufferedRuns, outside.log);
  const refused: RefusedRequests[] = [];
  const deps: HttpApiDeps = {
    analytics: store.analytics,
    alerts: store.alerts,
    runs,
    health: () => Promise.resolve(sampleHealth),
    jobCounts: () => store.jobs.counts().then((counts) => ({ ...counts })),
    droppedSpanCount: () => 0,
    pseudonymKey: null,
    recordRefusal: (request) => Promise.resolve(void refused.push(request)),
  };
  const api = createHttpApi(settings, outside, { ...deps, ...options.deps?.(deps) });
  const { url } = await api.start();
  return {
    api,
    url,
    key,
    runs,
    temp,
    refused,
    get: (path, headers = {}) => fetch(`${url}${path}`, { headers: { authorization: `Bearer ${key}`, ...headers } }),
    async [Symbol.asyncDispose]() {
      await api.stop();
      await temp[Symbol.asyncDispose]();
    },
  };
}
