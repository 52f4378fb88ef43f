import type { Alert, AlertDelivery, AlertMemory, AlertRule, AlertStore, NewAlertEvent } from '../core/alert.ts';
import { toAppError, toFailure, type Failure } from '../core/errors.ts';
import type { Outside } from '../core/outside.ts';
import type { Registry } from '../core/registry.ts';
import { minuteMs } from './days.ts';
import { endAlert } from './end-alert.ts';
import type { AlertFigures, FigureWindow } from './figures.ts';
import { gatherEvidence } from './gather-evidence.ts';
import type { AlertRuleType, Measurement } from './rule-type.ts';
import { type AlertTiming, checkStep, cooldownAfter } from './step.ts';

/** What one check found of one rule and scope. */
export interface CheckReport {
  rule: AlertRule;
  scope: string;
  memory: AlertMemory;
  /** What happened to an alert, if anything. */
  event: NewAlertEvent['kind'] | null;
}

export interface CheckResult {
  reports: CheckReport[];
  /** Rules whose figures could not be had. */
  failures: { ruleId: string; failure: Failure }[];
  /** Whether any alert changed. */
  hasChanged: boolean;
}

export interface CheckDeps {
  store: AlertStore;
  types: Registry<AlertRuleType>;
  figures: AlertFigures;
  timing: AlertTiming;
  /** Which channels are told of such an event, and not before when. */
  deliveriesOf(
    alert: Alert,
    kind: NewAlertEvent['kind'],
    at: number,
  ): { channel: AlertDelivery['channel']; dueAt: number }[];
  outside: Pick<Outside, 'newId' | 'log'>;
}

/** Window → rule → cooldown → record, for each rule by itself: one that fails does not keep the others from being checked. */
export async function checkRules(rules: readonly AlertRule[], now: number, deps: CheckDeps): Promise<CheckResult> {
  const result: CheckResult = { reports: [], failures: [], hasChanged: false };
  const [memories, open] = await Promise.all([deps.store.memories(), deps.store.open()]);
  for (const rule of rules) {
    try {
      const known = memories.filter(({ ruleId }) => ruleId === rule.id);
      const openScopes = open.filter(({ ruleId }) => ruleId === rule.id).map(({ scope }) => scope);
      await checkRule(rule, now, { known, openScopes }, result, deps);
    } catch (thrown) {
      const failure = toFailure(toAppError(thrown));
      deps.outside.log.warn('an alert rule could not be checked', {
        ruleId: rule.id,
        code: failure.code,
        error: thrown,
      });
      result.failures.push({ ruleId: rule.id, failure });
    }
  }
  return result;
}

async function checkRule(
  rule: AlertRule,
  now: number,
  before: { known: readonly AlertMemory[]; openScopes: readonly string[] },
  result: CheckResult,
  deps: CheckDeps,
): Promise<void> {
  const { store, types, figures, timing, outside } = deps;
  const type = types.get(rule.type);
  const window: FigureWindow = {
    fromMs: now - rule.windowMinutes * minuteMs,
    toMs: now,
    channel: rule.filters.channel,
    model: rule.filters.model,
  };
  const measured = await type.measure(figures, window, rule.filters);
  for (const measurement of withAbsent(measured, before.openScopes)) {
    const { scope } = measurement;
    const memory = before.known.find((candidate) => candidate.scope === scope) ?? null;
    const alert = memory === null ? null : await store.latest(rule.id, scope);
    const at = { now, windowFromMs: window.fromMs, newId: () => outside.newId() };
    const step = checkStep(rule, type, { memory, alert }, measurement, at, timing);
    const [event = null] = step.events;
    const changed =
      step.alert === null ? null : await withEvidence(step.alert, event, { type, rule, window, measurement }, deps);
    const stored = await store.apply({
      memory: step.memory,
      alert: changed,
      events: step.events,
      deliveries: changed === null || event === null ? [] : deps.deliveriesOf(changed, event.kind, now),
      at: now,
    });
    // Somebody else was faster; the next check sees what they did.
    if (!stored) continue;
    result.hasChanged ||= changed !== null;
    result.reports.push({ rule, scope, memory: step.memory, event: event?.kind ?? null });
  }
}

/** Where something is open of which nothing is measured now, there is no data. */
function withAbsent(measured: readonly Measurement[], openScopes: readonly string[]): Measurement[] {
  const absent = openScopes.filter((scope) => !measured.some((measurement) => measurement.scope === scope));
  return [...measured, ...absent.map((scope) => ({ scope, value: null, n: 0 }))];
}

/** A card that is shown anew gets the chart and the runs of that moment. */
async function withEvidence(
  alert: Alert,
  event: NewAlertEvent | null,
  of: { type: AlertRuleType; rule: AlertRule; window: FigureWindow; measurement: Measurement },
  { figures, outside }: CheckDeps,
): Promise<Alert> {
  const isBreach = event?.kind === 'opened' || (event?.kind === 'updated' && alert.noDataSince === null);
  if (!isBreach || alert.status === 'resolved') return alert;
  try {
    return { ...alert, evidence: await gatherEvidence(figures, of.type, of.rule, of.window, of.measurement) };
  } catch (error) {
    // An alert without a chart is worth more than none.
    outside.log.warn('an alert goes without its chart', { ruleId: alert.ruleId, error });
    return alert;
  }
}

/** Ends what is open of rules that are switched off or gone. @returns whether there was anything */
export async function endOrphans(
  inForce: readonly AlertRule[],
  now: number,
  { store, deliveriesOf }: Pick<CheckDeps, 'store' | 'deliveriesOf'>,
): Promise<boolean> {
  const enabled = new Map(inForce.filter(({ isEnabled }) => isEnabled).map((rule) => [rule.id, rule]));
  let hasChanged = false;
  for (const open of await store.open()) {
    if (enabled.has(open.ruleId)) continue;
    const { alert, event } = endAlert(open, { at: now, resolution: 'rule_off', actorId: null, value: null, n: null });
    const deliveries = deliveriesOf(alert, event.kind, now);
    hasChanged = (await store.apply({ memory: null, alert, events: [event], deliveries, at: now })) || hasChanged;
  }
  return hasChanged;
}

/** After an end by hand: the memory that keeps the next alert waiting. */
export function coolDown(memory: AlertMemory, rule: AlertRule, now: number): AlertMemory {
  return { ...memory, cooldownUntil: cooldownAfter(memory, rule, now) };
}
