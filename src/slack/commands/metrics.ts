import { z } from 'zod';
import type { Analytics, AnalyticsBucket, AnalyticsWindow } from '../../core/analytics.ts';
import type { Report } from '../blocks/report.ts';
import { complianceReport } from '../blocks/reports/compliance-report.ts';
import { dashboardReport } from '../blocks/reports/dashboard-report.ts';
import { datasetsReport } from '../blocks/reports/datasets-report.ts';
import { errorsReport } from '../blocks/reports/errors-report.ts';
import { latencyReport } from '../blocks/reports/latency-report.ts';
import { qualityReport } from '../blocks/reports/quality-report.ts';
import type { ReportScope } from '../blocks/reports/report-frame.ts';
import { throughputReport } from '../blocks/reports/throughput-report.ts';
import { readScope, windowOptions } from '../figure-window.ts';
import { optionKinds } from '../arguments/option-kinds.ts';
import { createVerb, runVerb, type Verb } from '../run-verb.ts';
import type { Command } from './command.ts';

type Figures = (
  analytics: Analytics,
  window: AnalyticsWindow,
  bucket: AnalyticsBucket,
  scope: ReportScope,
) => Promise<Report>;

const usage = '[--window 24h|7d|30d] [--bucket hour|day] [--channel #c] [--model m] [--share]';
const dayMs = 86_400_000;

function figureVerb(name: string, summary: string, figures: Figures): Verb {
  return createVerb({
    name,
    summary,
    usage,
    options: z.object({ ...windowOptions, bucket: optionKinds.choice(['hour', 'day']).optional() }),
    async run({ options }, request, services) {
      const scope = await readScope(options, request, services);
      const { window } = scope;
      const bucket = options.bucket ?? (window.toMs - window.fromMs <= 2 * dayMs ? 'hour' : 'day');
      return { report: await figures(services.analytics, window, bucket, scope), share: options.share };
    },
  });
}

const verbs: readonly Verb[] = [
  figureVerb('dashboard', 'shows the figures that matter first.', async (analytics, window, bucket, scope) =>
    dashboardReport(await analytics.dashboard(window, bucket), scope),
  ),
  figureVerb('quality', 'shows gates, scores and votes.', async (analytics, window, bucket, scope) =>
    qualityReport(await analytics.quality(window, bucket), scope),
  ),
  figureVerb('latency', 'shows how long runs and stages take.', async (analytics, window, bucket, scope) =>
    latencyReport(await analytics.latency(window, bucket), scope),
  ),
  figureVerb('errors', 'shows what fails and where.', async (analytics, window, bucket, scope) =>
    errorsReport(await analytics.errors(window, bucket), scope),
  ),
  figureVerb('compliance', 'shows how many replies keep the rules.', async (analytics, window, bucket, scope) =>
    complianceReport(await analytics.compliance(window, bucket), scope),
  ),
  figureVerb('datasets', 'shows what votes offer for datasets.', async (analytics, window, _bucket, scope) =>
    datasetsReport(await analytics.datasets(window), scope),
  ),
  figureVerb('throughput', 'shows how much is done.', async (analytics, window, bucket, scope) =>
    throughputReport(await analytics.throughput(window, bucket), scope),
  ),
];

export const metrics: Command = {
  name: 'metrics',
  summary: 'shows figures and charts of the summaries.',
  usage: `${verbs.map(({ name }) => name).join('|')} ${usage}`,
  access: 'reader',
  takesMentions: true,
  run: (request, services) => runVerb('metrics', verbs, 'dashboard', request, services),
};
