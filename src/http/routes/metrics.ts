import type { z } from 'zod';
import type { Analytics, AnalyticsWindow } from '../../core/analytics.ts';
import {
  ComplianceAnswer,
  CostsAnswer,
  DashboardAnswer,
  DatasetsAnswer,
  ErrorsAnswer,
  LatencyAnswer,
  QualityAnswer,
  reportAnswer,
  ThroughputAnswer,
} from '../answers/reports.ts';
import { HttpProblem } from '../http-problem.ts';
import { jsonRoute } from '../route.ts';
import type { ReplyRoute, RouteServices } from '../route.ts';
import type { HttpSettings } from '../settings.ts';
import { BucketedQuery, isTooFine, windowOf, WindowQuery } from '../window-query.ts';

type BucketedReport = 'dashboard' | 'quality' | 'latency' | 'errors' | 'compliance' | 'throughput';

const keepMetrics = ({ cache }: HttpSettings): number => cache.metricsMs;

function bucketed<Name extends BucketedReport>(
  name: Name,
  schema: z.ZodType<Awaited<ReturnType<Analytics[Name]>>>,
  summary: string,
  keepMs = keepMetrics,
): ReplyRoute {
  return jsonRoute({
    path: `/api/metrics/${name}`,
    operationId: name,
    summary,
    query: BucketedQuery,
    answer: reportAnswer(`${capitalised(name)}Report`, schema),
    keepMs,
    async load({ analytics, outside }, { query }) {
      const window = windowOf(query, outside.clock.now());
      if (isTooFine(window, query.bucket)) {
        throw new HttpProblem({
          status: 400,
          code: 'bad_query',
          detail: 'bucket=hour reaches back 92 days at most.',
          hint: 'Ask for days, or for a shorter window.',
        });
      }
      const report = (await analytics[name](window, query.bucket)) as Awaited<ReturnType<Analytics[Name]>>;
      return { fromMs: window.fromMs, toMs: window.toMs, report };
    },
  });
}

function whole<Report>(
  name: 'costs' | 'datasets',
  schema: z.ZodType<Report>,
  summary: string,
  keepMs: (settings: HttpSettings) => number,
  load: (services: RouteServices, window: AnalyticsWindow) => Promise<Report>,
): ReplyRoute {
  return jsonRoute({
    path: `/api/metrics/${name}`,
    operationId: name,
    summary,
    query: WindowQuery,
    answer: reportAnswer(`${capitalised(name)}Report`, schema),
    keepMs,
    async load(services, { query }) {
      const window = windowOf(query, services.outside.clock.now());
      return { fromMs: window.fromMs, toMs: window.toMs, report: await load(services, window) };
    },
  });
}

function capitalised(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

export const metricsRoutes: readonly ReplyRoute[] = [
  bucketed('dashboard', DashboardAnswer, 'The most important figures of a window.', ({ cache }) => cache.dashboardMs),
  bucketed('quality', QualityAnswer, 'Gates, scores and votes.'),
  bucketed('latency', LatencyAnswer, 'How long runs and their stages took.'),
  bucketed('errors', ErrorsAnswer, 'What went wrong, by type and by stage.'),
  bucketed('compliance', ComplianceAnswer, 'How many drafts kept the rules.'),
  bucketed('throughput', ThroughputAnswer, 'How much was done.'),
  whole(
    'datasets',
    DatasetsAnswer,
    'What could go into datasets by the votes of people.',
    keepMetrics,
    ({ analytics }, window) => analytics.datasets(window),
  ),
  whole(
    'costs',
    CostsAnswer,
    'What models cost, by stage, model, channel, person and day.',
    ({ cache }) => cache.costsMs,
    async ({ analytics, settings, namePerson }, window) => {
      const costs = await analytics.costs(window);
      const byUser = costs.byUser.map((group) => ({ ...group, key: namePerson(group.key) }));
      return { ...costs, byUser: settings.userIds === 'hidden' ? [] : byUser };
    },
  ),
];
