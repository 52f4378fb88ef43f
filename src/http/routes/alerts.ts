import { z } from 'zod';
import { alertSeverities, type Alert } from '../../core/alert.ts';
import { AlertsAnswer } from '../answers/alerts.ts';
import { jsonRoute } from '../route.ts';

const hourMs = 3_600_000;

const Query = z.strictObject({
  hours: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, 'a whole number from 1 to 9999')
    .default('24')
    .describe('How far back the history goes, in hours, 1 to 9999.'),
  severity: z.enum(alertSeverities).optional().describe('Only the history of this severity.'),
  limit: z
    .string()
    .regex(/^(?:[1-9]\d?|1\d\d|200)$/, 'a whole number from 1 to 200')
    .default('50')
    .describe('Alerts in the history, 1 to 200.'),
});

export const alertsRoute = jsonRoute({
  path: '/api/alerts',
  operationId: 'alerts',
  summary: 'Open alerts, and those of the last hours.',
  query: Query,
  answer: AlertsAnswer,
  keepMs: ({ cache }) => cache.alertsMs,
  async load({ alerts, outside }, { query: { hours, severity, limit } }) {
    const fromMs = outside.clock.now() - Number(hours) * hourMs;
    const [open, history] = await Promise.all([
      alerts.open(),
      alerts.history({ fromMs, severity, limit: Number(limit) }),
    ]);
    return { open: open.map(answerOf), history: history.map(answerOf) };
  },
});

/** People stay out: what the form does not name does not leave. */
function answerOf(alert: Alert): Alert & { traces: Alert['evidence']['traces'] } {
  return { ...alert, traces: alert.evidence.traces };
}
