import type { Alert, AlertMemory, AlertResolution, AlertRule, AlertRuleState, NewAlertEvent } from '../core/alert.ts';
import { minuteMs } from './days.ts';
import { endAlert } from './end-alert.ts';
import type { AlertRuleType, Measurement } from './rule-type.ts';

/** How long things take, and when people may be told. */
export interface AlertTiming {
  /** An alert that nobody acknowledged for so long is escalated. */
  escalationMs: number;
  /** An alert without data for so long ends. */
  expiryMs: number;
  /** The figures on an open alert's card are brought up to date at most this often. */
  refreshMs: number;
  /** The first moment from `atMs` on at which people may be told of such an alert. */
  notifyFrom(atMs: number, severity: Alert['severity']): number;
}

/** What is known before a check of one rule and scope. */
export interface Known {
  memory: AlertMemory | null;
  /** The last alert of this rule and scope, open or not. */
  alert: Alert | null;
}

export interface CheckStep {
  memory: AlertMemory;
  /** Set where the alert is new or has changed; its evidence is filled in by the caller. */
  alert: Alert | null;
  events: NewAlertEvent[];
}

/** Fewer things than the minimum are no data, whatever their value. */
export function stateOf(type: Pick<AlertRuleType, 'breach'>, rule: AlertRule, measured: Measurement): AlertRuleState {
  const { value, n } = measured;
  if (value === null || n < rule.minSample) return 'no_data';
  const isBreach =
    type.breach === 'below'
      ? value < rule.threshold
      : type.breach === 'from'
        ? value >= rule.threshold
        : value > rule.threshold;
  return isBreach ? 'firing' : 'ok';
}

/**
 * One check of one rule and scope: what was known and what was measured make what is known now, the alert and what happened to it. Pure.
 * An alert is opened once: while it is open, within the cooldown after its end and while it is muted, a breach only counts as a repeat.
 */
export function checkStep(
  rule: AlertRule,
  type: Pick<AlertRuleType, 'breach'>,
  known: Known,
  measured: Measurement,
  at: { now: number; windowFromMs: number; newId: () => string },
  timing: AlertTiming,
): CheckStep {
  const { now } = at;
  const state = stateOf(type, rule, measured);
  const memory: AlertMemory = {
    ruleId: rule.id,
    scope: measured.scope,
    state,
    since: known.memory?.state === state ? known.memory.since : now,
    value: measured.value,
    n: measured.n,
    checkedAt: now,
    cooldownUntil: later(known.memory?.cooldownUntil ?? null, now),
    mutedUntil: later(known.memory?.mutedUntil ?? null, now),
  };
  const last = known.alert;
  const open = last !== null && last.status !== 'resolved' ? last : null;

  if (state === 'firing') {
    const figures = {
      value: measured.value ?? 0,
      threshold: rule.threshold,
      n: measured.n,
      windowFromMs: at.windowFromMs,
      windowToMs: now,
      lastBreachAt: now,
      noDataSince: null,
    };
    if (open) return { memory, ...repeated({ ...open, ...figures }, open, timing) };
    if (memory.cooldownUntil !== null || memory.mutedUntil !== null) {
      if (last === null) return { memory, alert: null, events: [] };
      return { memory, ...repeated({ ...last, lastBreachAt: now }, last, timing) };
    }
    const notifyAt = timing.notifyFrom(now, rule.severity);
    const alert: Alert = {
      id: at.newId(),
      version: 1,
      ruleId: rule.id,
      ruleName: rule.name,
      ruleType: rule.type,
      scope: measured.scope,
      filters: rule.filters,
      severity: rule.severity,
      channelId: rule.channelId,
      status: 'open',
      openedAt: now,
      notifyAt,
      ...figures,
      repeatCount: 0,
      escalateAt: timing.notifyFrom(notifyAt + timing.escalationMs, rule.severity),
      escalatedAt: null,
      acknowledgedAt: null,
      acknowledgedBy: null,
      mutedUntil: null,
      mutedBy: null,
      resolvedAt: null,
      resolvedBy: null,
      resolution: null,
      evidence: { points: [], traces: [], note: measured.note ?? null },
    };
    const events: NewAlertEvent[] = [{ kind: 'opened', actorId: null, value: alert.value, n: alert.n }];
    return { memory: { ...memory, cooldownUntil: measured.onceUntil ?? null }, alert, events };
  }
  if (!open) return { memory, alert: null, events: [] };
  if (state === 'ok') return ended(rule, memory, open, 'recovered', measured, now);
  const noDataSince = open.noDataSince ?? now;
  if (now - noDataSince >= timing.expiryMs) return ended(rule, memory, open, 'no_data', measured, now);
  if (open.noDataSince !== null) return { memory, alert: null, events: [] };
  const updated: NewAlertEvent = { kind: 'updated', actorId: null, value: measured.value, n: measured.n };
  return { memory, alert: { ...open, version: open.version + 1, noDataSince }, events: [updated] };
}

/** Counts the breach; the card is told now and then, and at once where it said that there is no data. */
function repeated(next: Alert, before: Alert, timing: AlertTiming): Pick<CheckStep, 'alert' | 'events'> {
  const alert = { ...next, version: before.version + 1, repeatCount: before.repeatCount + 1 };
  const passed = (atMs: number): number => Math.floor((atMs - before.openedAt) / timing.refreshMs);
  const isDue = before.noDataSince !== null || passed(alert.lastBreachAt) > passed(before.lastBreachAt);
  const updated: NewAlertEvent = { kind: 'updated', actorId: null, value: alert.value, n: alert.n };
  return { alert, events: isDue ? [updated] : [] };
}

function ended(
  rule: AlertRule,
  memory: AlertMemory,
  open: Alert,
  resolution: AlertResolution,
  measured: Measurement,
  now: number,
): CheckStep {
  const { alert, event } = endAlert(open, { at: now, resolution, actorId: null, value: measured.value, n: measured.n });
  const cooldownUntil = cooldownAfter(memory, rule, now);
  return { memory: { ...memory, cooldownUntil }, alert, events: [event] };
}

/** When the next alert of the rule and scope may open, if one ends at `now`. */
export function cooldownAfter(memory: Pick<AlertMemory, 'cooldownUntil'>, rule: AlertRule, now: number): number {
  return Math.max(memory.cooldownUntil ?? 0, now + rule.cooldownMinutes * minuteMs);
}

function later(atMs: number | null, now: number): number | null {
  return atMs !== null && atMs > now ? atMs : null;
}
