import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type Alert, alertSeverities } from '../core/alert.ts';
import type { HealthAnswer } from './answers/health.ts';
import type { FinishedSpan } from './run-feed.ts';

export interface PrometheusDeps {
  health(): Promise<HealthAnswer>;
  /** Jobs by their state. */
  jobCounts(): Promise<Readonly<Record<string, number>>>;
  /** Spans lost since the start. */
  droppedSpanCount(): number;
  streamClientCount(): number;
  openAlerts(): Promise<readonly Pick<Alert, 'severity' | 'status'>[]>;
}

export interface PrometheusMetrics {
  countRun(span: FinishedSpan): void;
  countRequest(request: { route: string; status: number; durationMs: number; cache: 'hit' | 'miss' | null }): void;
  text(): Promise<{ body: string; contentType: string }>;
}

/** The figures of the process itself: they watch the runtime, so there is one set of them however often the API is started. */
let processRegistry: Registry | null = null;

function processMetrics(): Registry {
  if (processRegistry === null) {
    processRegistry = new Registry();
    collectDefaultMetrics({ register: processRegistry });
  }
  return processRegistry;
}

/** Counters count from the start of the program; the charts of the past are under /api/metrics. */
export function createPrometheusMetrics(deps: PrometheusDeps): PrometheusMetrics {
  const registry = new Registry();
  const registers = [registry];
  const runs = new Counter({
    name: 'gloss_runs_total',
    help: 'Finished runs, each attempt one.',
    labelNames: ['name', 'status'],
    registers,
  });
  const runSeconds = new Histogram({
    name: 'gloss_run_duration_seconds',
    help: 'How long runs took.',
    labelNames: ['name'],
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 60, 120],
    registers,
  });
  const runCost = new Counter({
    name: 'gloss_run_cost_usd_total',
    help: 'Cost of runs whose cost is known, in USD.',
    registers,
  });
  const unknownCost = new Counter({
    name: 'gloss_runs_unknown_cost_total',
    help: 'Finished runs whose cost is not known; it is not zero.',
    registers,
  });
  const requests = new Counter({
    name: 'gloss_http_requests_total',
    help: 'Answered requests to the HTTP API.',
    labelNames: ['route', 'status'],
    registers,
  });
  const requestSeconds = new Histogram({
    name: 'gloss_http_request_duration_seconds',
    help: 'Time until an answer of the HTTP API was sent.',
    labelNames: ['route'],
    buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10],
    registers,
  });
  const cache = new Counter({
    name: 'gloss_http_cache_total',
    help: 'Answers that were kept (hit) or made (miss).',
    labelNames: ['result'],
    registers,
  });
  registerGauges(deps, registers);

  return {
    countRun({ name, status, durationMs, costUsd }) {
      runs.inc({ name, status });
      runSeconds.observe({ name }, durationMs / 1000);
      if (costUsd === null) unknownCost.inc();
      else runCost.inc(Math.max(0, costUsd));
    },
    countRequest({ route, status, durationMs, cache: result }) {
      requests.inc({ route, status: String(status) });
      requestSeconds.observe({ route }, durationMs / 1000);
      if (result !== null) cache.inc({ result });
    },
    async text() {
      const merged = Registry.merge([processMetrics(), registry]);
      return { body: await merged.metrics(), contentType: merged.contentType };
    },
  };
}

/** What is looked at only when somebody asks. */
function registerGauges(deps: PrometheusDeps, registers: Registry[]): void {
  const jobs = new Gauge({
    name: 'gloss_jobs',
    help: 'Jobs in the queue by their state.',
    labelNames: ['state'],
    registers,
    async collect() {
      for (const [state, count] of Object.entries(await deps.jobCounts())) jobs.set({ state }, count);
    },
  });
  const components = new Gauge({
    name: 'gloss_component_status',
    help: '1 for the status a component has, 0 for the others.',
    labelNames: ['component', 'status'],
    registers,
    async collect() {
      const report = await deps.health();
      components.reset();
      for (const { name, status } of report.components) {
        for (const possible of ['ok', 'degraded', 'down'])
          components.set({ component: name, status: possible }, possible === status ? 1 : 0);
      }
    },
  });
  const alerts = new Gauge({
    name: 'gloss_alerts_open',
    help: 'Alerts that are not over, by severity; acknowledged ones are those that somebody has.',
    labelNames: ['severity', 'status'],
    registers,
    async collect() {
      const open = await deps.openAlerts();
      for (const severity of alertSeverities) {
        for (const status of ['open', 'acknowledged'] as const) {
          const count = open.filter((alert) => alert.severity === severity && alert.status === status).length;
          alerts.set({ severity, status }, count);
        }
      }
    },
  });
  const clients = new Gauge({
    name: 'gloss_http_stream_clients',
    help: 'Readers of the live stream.',
    registers,
    collect(): void {
      clients.set(deps.streamClientCount());
    },
  });
  const dropped = new Gauge({
    name: 'gloss_spans_dropped',
    help: 'Spans that were not stored since the start.',
    registers,
    collect(): void {
      dropped.set(deps.droppedSpanCount());
    },
  });
}
