import type { Alert, AlertRule } from '../../src/core/alert.ts';

export function sampleAlertRule(changes: Partial<AlertRule> = {}): AlertRule {
  return {
    id: 'error-rate',
    name: 'Error rate',
    type: 'error_rate',
    threshold: 0.1,
    windowMinutes: 5,
    severity: 'error',
    filters: {},
    minSample: 5,
    cooldownMinutes: 30,
    channelId: null,
    isEnabled: true,
    ...changes,
  };
}

/** An open alert of 09:00 on 2 March 2026. */
export function sampleAlert(changes: Partial<Alert> = {}): Alert {
  const openedAt = Date.UTC(2026, 2, 2, 9);
  return {
    id: 'alert-1',
    version: 1,
    ruleId: 'error-rate',
    ruleName: 'Error rate',
    ruleType: 'error_rate',
    scope: '',
    filters: {},
    severity: 'error',
    channelId: null,
    status: 'open',
    openedAt,
    notifyAt: openedAt,
    value: 0.182,
    threshold: 0.1,
    n: 22,
    windowFromMs: openedAt - 300_000,
    windowToMs: openedAt,
    repeatCount: 0,
    lastBreachAt: openedAt,
    noDataSince: null,
    escalateAt: openedAt + 300_000,
    escalatedAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    mutedUntil: null,
    mutedBy: null,
    resolvedAt: null,
    resolvedBy: null,
    resolution: null,
    evidence: {
      points: [
        { atMs: openedAt - 600_000, value: 0.02 },
        { atMs: openedAt - 300_000, value: 0.04 },
        { atMs: openedAt, value: 0.182 },
      ],
      traces: [{ traceId: '4bf92f3577b34da6a3ce929d0e0e4736', label: '08:58:10 · ferry.example · fetch_timeout' }],
      note: null,
    },
    ...changes,
  };
}
