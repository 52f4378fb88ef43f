import { z } from 'zod';
import { alertSeverities } from '../../core/alert.ts';
import { named } from './named.ts';

const at = z.number().describe('Milliseconds since 1970.');

const AlertAnswer = named(
  'Alert',
  z.object({
    id: z.string(),
    ruleId: z.string(),
    ruleName: z.string(),
    ruleType: z.string(),
    scope: z.string().describe('What the rule found it in; empty where it finds one thing only.'),
    severity: z.enum(alertSeverities),
    status: z.enum(['open', 'acknowledged', 'resolved']),
    value: z.number().describe('Of the last check that found it, in the unit of the type.'),
    threshold: z.number(),
    n: z.number().describe('How many things the value is made of.'),
    windowFromMs: at,
    windowToMs: at,
    repeatCount: z.number(),
    openedAt: at,
    acknowledgedAt: at.nullable(),
    mutedUntil: at.nullable(),
    escalatedAt: at.nullable(),
    noDataSince: at.nullable(),
    resolvedAt: at.nullable(),
    resolution: z.enum(['recovered', 'by_hand', 'no_data', 'rule_off']).nullable(),
    traces: z.array(z.object({ traceId: z.string(), label: z.string() })).describe('The worst runs, at most three.'),
  }),
);

export const AlertsAnswer = named(
  'Alerts',
  z.object({
    open: z.array(AlertAnswer).describe('Open and acknowledged ones, the oldest first.'),
    history: z.array(AlertAnswer).describe('Opened in the window, newest first.'),
  }),
);
