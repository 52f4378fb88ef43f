import type { Alert, AlertDelivery, AlertHistoryFilter, AlertMemory, AlertRule, AlertStore } from '../core/alert.ts';
import { AppError } from '../core/errors.ts';
import type { Outside } from '../core/outside.ts';
import type { NewJob } from '../core/ports.ts';
import type { Registry } from '../core/registry.ts';
import { acknowledge, type AlertAct, escalate, mute, resolve } from './acts.ts';
import type { AlertChannel } from './alert-channel.ts';
import { askOnce } from './ask-once.ts';
import { type CheckDeps, type CheckResult, checkRules, coolDown, endOrphans } from './check-rules.ts';
import { type AlertWords, describeAlert } from './describe-alert.ts';
import { deliveryJob } from './deliver-alert.ts';
import type { AlertFigures } from './figures.ts';
import { readRule } from './rule-file.ts';
import type { RuleInForce, RuleSet } from './rule-set.ts';
import type { AlertRuleType } from './rule-type.ts';
import type { AlertTiming } from './step.ts';

/** An alert and how it is put into words. */
export interface DescribedAlert {
  alert: Alert;
  words: AlertWords;
}

/** Everything that can be asked of alerts and done to them. Who may is asked by the callers. */
export interface AlertService {
  rules(): Promise<(RuleInForce & { memories: AlertMemory[] })[]>;
  /** @throws AppError `unknown_alert_rule`. */
  rule(id: string): Promise<RuleInForce>;
  types(): readonly AlertRuleType[];
  /**
   * @param typed the rule as somebody wrote it; @param expectedVersion of the form they changed, null for a new rule
   * @throws AppError `alert_rule_invalid`, `alert_rule_taken`, `stale_rule`.
   */
  saveRule(typed: unknown, expectedVersion: number | null, by: string): Promise<RuleInForce>;
  setEnabled(id: string, isEnabled: boolean, by: string): Promise<{ before: boolean; after: RuleInForce }>;
  /** @returns what stands in its place: the file's form, or nothing. @throws AppError `rule_in_file`. */
  deleteRule(id: string): Promise<AlertRule | null>;

  /** Checks all rules that are switched on, or the one that is named, at this moment. */
  check(ruleId?: string): Promise<CheckResult>;
  /** The check of this minute, unless somebody else on the same database has done it. */
  checkByClock(): Promise<void>;
  escalateDue(): Promise<void>;
  /** When the next open alert is to be escalated; null where none is. */
  nextEscalationAt(): Promise<number | null>;

  open(): Promise<DescribedAlert[]>;
  history(filter: AlertHistoryFilter): Promise<DescribedAlert[]>;
  get(alertId: string): Promise<DescribedAlert | null>;
  /** The state is read anew each time. @throws AppError `unknown_alert`, `alert_done`. */
  acknowledge(alertId: string, by: string): Promise<Alert>;
  mute(alertId: string, by: string, forMs: number): Promise<Alert>;
  resolve(alertId: string, by: string): Promise<Alert>;

  /** Of the last check by the clock; null before the first. */
  lastCheck(): { at: number; failures: CheckResult['failures'] } | null;
}

export interface AlertServiceDeps {
  store: AlertStore;
  rules: RuleSet;
  types: Registry<AlertRuleType>;
  figures: AlertFigures;
  timing: AlertTiming;
  /** Asked each time: Slack's is known only once Slack is. */
  channels(): readonly AlertChannel[];
  enqueue(jobs: readonly NewJob[]): Promise<unknown>;
  /** Something is open, over or different. */
  changed(): void;
  outside: Pick<Outside, 'clock' | 'newId' | 'log'>;
}

const waitingAtOnce = 200;
const maxActAttempts = 5;
/** Checks by the clock are this far apart, and begin when the clock on the wall does. */
export const checkIntervalMs = 60_000;

export function createAlertService(deps: AlertServiceDeps): AlertService {
  const { store, rules, types, figures, timing, outside } = deps;
  const { clock } = outside;
  let lastCheck: ReturnType<AlertService['lastCheck']> = null;
  /** Checks one after the other. */
  let line: Promise<unknown> = Promise.resolve();

  const deliveriesOf: CheckDeps['deliveriesOf'] = (alert, kind, at) =>
    deps
      .channels()
      .filter((channel) => channel.events.includes(kind) && channel.takes(alert))
      .map(({ id }) => ({ channel: id, dueAt: Math.max(at, alert.notifyAt) }));

  /** A job for each delivery that waits; those that have one keep it. Also what a process that died did not get to. */
  async function dispatch(): Promise<void> {
    const waiting: AlertDelivery[] = await store.waiting(waitingAtOnce);
    if (waiting.length > 0) await deps.enqueue(waiting.map(deliveryJob));
  }

  async function told(hasChanged: boolean): Promise<void> {
    await dispatch();
    if (hasChanged) deps.changed();
  }

  function describe(alert: Alert): DescribedAlert {
    return { alert, words: describeAlert(alert, types.get(alert.ruleType)) };
  }

  async function checkNow(ruleId: string | undefined, now: number): Promise<CheckResult> {
    const inForce = (await rules.list()).map(({ rule }) => rule);
    const chosen =
      ruleId === undefined ? inForce.filter(({ isEnabled }) => isEnabled) : [(await rules.get(ruleId)).rule];
    const ended = await endOrphans(inForce, now, { store, deliveriesOf });
    const result = await checkRules(
      chosen.filter(({ isEnabled }) => isEnabled),
      now,
      { store, types, figures: askOnce(figures), timing, deliveriesOf, outside },
    );
    await told(result.hasChanged || ended);
    return result;
  }

  function inLine<T>(work: () => Promise<T>): Promise<T> {
    const mine = line.then(work);
    line = mine.catch(() => undefined);
    return mine;
  }

  /** Reads the alert anew, refuses what is done already, and stores what the person did. */
  async function act(
    alertId: string,
    perform: (alert: Alert, at: number) => AlertAct,
    remember: (memory: AlertMemory, acted: Alert, at: number) => AlertMemory | Promise<AlertMemory>,
  ): Promise<Alert> {
    // A check may store its own change in between; then the newer state counts.
    for (let attempt = 1; ; attempt += 1) {
      const alert = await store.get(alertId);
      if (alert === null) throw unknownAlert();
      const at = clock.now();
      const { alert: acted, event } = perform(alert, at);
      const memories = await store.memories();
      const memory = memories.find((row) => row.ruleId === alert.ruleId && row.scope === alert.scope) ?? null;
      const stored = await store.apply({
        memory: memory === null ? null : await remember(memory, acted, at),
        alert: acted,
        events: [event],
        deliveries: deliveriesOf(acted, event.kind, at),
        at,
      });
      if (stored) {
        await told(true);
        return acted;
      }
      if (attempt === maxActAttempts) throw busyAlert();
    }
  }

  const service: AlertService = {
    async rules() {
      const [inForce, memories] = await Promise.all([rules.list(), store.memories()]);
      return inForce.map((row) => ({ ...row, memories: memories.filter(({ ruleId }) => ruleId === row.rule.id) }));
    },
    rule: (id) => rules.get(id),
    types: () => types.list(),
    saveRule: async (typed, expectedVersion, by) => rules.save(readRule(typed), expectedVersion, by, clock.now()),
    async setEnabled(id, isEnabled, by) {
      const { rule, version } = await rules.get(id);
      if (rule.isEnabled === isEnabled) return { before: isEnabled, after: await rules.get(id) };
      const after = await rules.save({ ...rule, isEnabled }, version, by, clock.now());
      return { before: rule.isEnabled, after };
    },
    deleteRule: (id) => rules.remove(id),

    check: (ruleId) => inLine(() => checkNow(ruleId, clock.now())),
    async checkByClock() {
      const now = clock.now();
      const minute = Math.floor(now / checkIntervalMs) * checkIntervalMs;
      if (!(await store.takeTurn('alerts checked', minute))) return;
      const { failures } = await inLine(() => checkNow(undefined, now));
      lastCheck = { at: now, failures };
    },
    async escalateDue() {
      const now = clock.now();
      let hasChanged = false;
      for (const alert of await store.open()) {
        const acted = escalate(alert, now);
        if (acted === null) continue;
        const { event } = acted;
        const deliveries = deliveriesOf(acted.alert, event.kind, now);
        hasChanged =
          (await store.apply({ memory: null, alert: acted.alert, events: [event], deliveries, at: now })) || hasChanged;
      }
      if (hasChanged) await told(true);
    },
    async nextEscalationAt() {
      const due = (await store.open()).flatMap(({ status, escalateAt }) =>
        status === 'open' && escalateAt !== null ? [escalateAt] : [],
      );
      return due.length === 0 ? null : Math.min(...due);
    },

    open: async () => (await store.open()).map(describe),
    history: async (filter) => (await store.history(filter)).map(describe),
    async get(alertId) {
      const alert = await store.get(alertId);
      return alert && describe(alert);
    },
    acknowledge: (alertId, by) =>
      act(
        alertId,
        (alert, at) => acknowledge(alert, by, at),
        (memory) => memory,
      ),
    mute: (alertId, by, forMs) =>
      act(
        alertId,
        (alert, at) => mute(alert, by, at, forMs),
        (memory, { mutedUntil }) => ({ ...memory, mutedUntil }),
      ),
    resolve: (alertId, by) =>
      act(
        alertId,
        (alert, at) => resolve(alert, by, at),
        async (memory, alert, at) => {
          const found = (await rules.list()).find(({ rule }) => rule.id === alert.ruleId);
          return found ? coolDown(memory, found.rule, at) : memory;
        },
      ),
    lastCheck: () => lastCheck,
  };
  return service;
}

function unknownAlert(): AppError {
  return new AppError({ code: 'unknown_alert', message: 'I no longer have this alert.', hint: 'See /alert history.' });
}

function busyAlert(): AppError {
  return new AppError({
    code: 'alert_busy',
    message: 'This alert is being changed by somebody else.',
    hint: 'Press again in a moment.',
    retryable: true,
  });
}
