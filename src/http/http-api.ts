import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AlertStore } from '../core/alert.ts';
import type { Analytics } from '../core/analytics.ts';
import { AppError } from '../core/errors.ts';
import type { Outside } from '../core/outside.ts';
import { createAnswerCache } from './answer-cache.ts';
import { answerRequest } from './answer-request.ts';
import type { HealthAnswer } from './answers/health.ts';
import { createApiKeys } from './api-keys.ts';
import { createEventStream } from './event-stream.ts';
import { createNamePerson } from './name-people.ts';
import { describeApi } from './openapi.ts';
import { createPrometheusMetrics } from './prometheus-metrics.ts';
import type { Receiver } from './receiver.ts';
import { routes } from './routes/index.ts';
import { createRefusalLog } from './refusal-log.ts';
import type { RefusedRequests } from './refusal-log.ts';
import type { RunFeed } from './run-feed.ts';
import type { HttpSettings } from './settings.ts';

export interface HttpApiDeps {
  analytics: Analytics;
  alerts: Pick<AlertStore, 'open' | 'history'>;
  /** Gets every stored span from the composition root. */
  runs: RunFeed;
  health(): Promise<HealthAnswer>;
  /** Jobs by their state. */
  jobCounts(): Promise<Readonly<Record<string, number>>>;
  /** Spans that were not stored since the start. */
  droppedSpanCount(): number;
  /** Writes a row of the audit log. @throws while it cannot be written */
  recordRefusal(refused: RefusedRequests): Promise<void>;
  /** Where spans carry stand-ins for people: their key. */
  pseudonymKey: string | null;
  /** What takes a POST; default nothing. */
  receivers?: readonly Receiver[];
  /** Ports from the configured one on that are tried where others are taken; default 1. */
  portsTried?: number;
}

export interface HttpApi {
  /** @throws AppError `port_taken`, `address_unusable` */
  start(): Promise<{ url: string }>;
  /** Ends the streams, lets running answers finish for a moment, and closes the port. */
  stop(): Promise<void>;
}

/** A request's head must come in this time: a slow one holds a connection. */
const headersTimeoutMs = 10_000;
const keepAliveTimeoutMs = 5000;
const maxHeaderBytes = 8192;
const maxConnections = 256;
/** How long running answers may still take when the program stops. */
const graceMs = 2000;

/** The read-only HTTP API on a port of its own, and the addresses where other programs say that something changed. */
export function createHttpApi(settings: HttpSettings, given: Outside, deps: HttpApiDeps): HttpApi {
  const outside = { ...given, log: given.log.child({ room: 'http' }) };
  const namePerson = createNamePerson(settings.userIds, deps.pseudonymKey);
  const stream = createEventStream(settings.stream, outside, { runs: deps.runs, namePerson });
  const metrics = createPrometheusMetrics({
    health: () => deps.health(),
    jobCounts: () => deps.jobCounts(),
    droppedSpanCount: () => deps.droppedSpanCount(),
    openAlerts: () => deps.alerts.open(),
    streamClientCount: () => stream.clientCount(),
  });
  const refusals = createRefusalLog(outside, (refused) => deps.recordRefusal(refused));
  const { maxMb } = settings.cache;
  const parts = {
    routes,
    receivers: deps.receivers ?? [],
    metrics,
    refusals,
    keys: createApiKeys(settings.apiKeys),
    cache: createAnswerCache({ maxBytes: maxMb * 1_000_000, maxPending: settings.maxPending }, outside.clock),
    services: {
      settings,
      outside,
      analytics: deps.analytics,
      alerts: deps.alerts,
      namePerson,
      health: () => deps.health(),
      prometheus: () => metrics.text(),
      openApi: () => JSON.stringify(describeApi(routes)),
      stream,
    },
  };
  const server = createServer(
    {
      headersTimeout: headersTimeoutMs,
      requestTimeout: headersTimeoutMs,
      keepAliveTimeout: keepAliveTimeoutMs,
      maxHeaderSize: maxHeaderBytes,
    },
    (request, response) => void answerRequest(parts, request, response),
  );
  server.maxConnections = maxConnections;
  let unsubscribe: (() => void) | null = null;

  return {
    async start() {
      const { address, family, port } = await listen(server, settings, deps.portsTried ?? 1);
      unsubscribe = deps.runs.subscribe(({ span, isElsewhere }) => {
        if (!isElsewhere) metrics.countRun(span);
      });
      const url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
      outside.log.info('the HTTP API listens', { url, keyCount: settings.apiKeys.length });
      if (!parts.keys.isConfigured) {
        outside.log.info('no API key is set, so the HTTP API shows only /health and /metrics', {
          setting: 'http.apiKeys',
        });
      }
      return { url };
    },
    async stop() {
      unsubscribe?.();
      if (!server.listening) return;
      stream.stop();
      const closed = new Promise((resolve) => server.close(resolve));
      const grace = new AbortController();
      const cut = outside.clock.sleep(graceMs, grace.signal).then(
        () => server.closeAllConnections(),
        () => undefined,
      );
      await closed;
      await refusals.stop();
      grace.abort(new Error('closed'));
      await cut;
    },
  };
}

async function listen(server: Server, { host, port }: HttpSettings, portsTried: number): Promise<AddressInfo> {
  for (let candidate = port; ; candidate += 1) {
    try {
      return await listenOn(server, host, candidate);
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!isTaken || candidate + 1 >= port + portsTried) throw listenError(error, host, port);
    }
  }
}

function listenOn(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      // A server that listens on a port has an address with one.
      resolve(server.address() as AddressInfo);
    });
  });
}

function listenError(error: unknown, host: string, port: number): AppError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : null;
  if (code === 'EADDRINUSE') {
    return new AppError({
      code: 'port_taken',
      message: `The HTTP API cannot start: port ${port} on ${host} is taken by another program.`,
      hint: 'Set http.port (GLOSS_HTTP_PORT) to a free port or to 0 for any, or http.enabled to false.',
      cause: error,
    });
  }
  return new AppError({
    code: 'address_unusable',
    message: `The HTTP API cannot listen on ${host}, port ${port}${code === null ? '' : ` (${code})`}.`,
    hint: 'Check http.host (GLOSS_HTTP_HOST) and http.port (GLOSS_HTTP_PORT).',
    cause: error,
  });
}
