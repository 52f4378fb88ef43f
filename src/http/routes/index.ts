import type { Route } from '../route.ts';
import { alertsRoute } from './alerts.ts';
import { healthRoutes } from './health.ts';
import { metricsRoutes } from './metrics.ts';
import { openApiRoute } from './openapi.ts';
import { prometheusRoute } from './prometheus.ts';
import { streamRoute } from './stream.ts';
import { traceRoutes } from './traces.ts';

/** Every address of the HTTP API. */
export const routes: readonly Route[] = [
  ...metricsRoutes,
  ...traceRoutes,
  alertsRoute,
  streamRoute,
  openApiRoute,
  ...healthRoutes,
  prometheusRoute,
];
