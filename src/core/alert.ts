/** Alerts: what is watched, what was found, and what became of it. */
import type { Failure } from './errors.ts';

/** From the least to the most urgent; `critical` passes quiet hours. */
export const alertSeverities = ['info', 'warning', 'error', 'critical'] as const;
export type AlertSeverity = (typeof alertSeverities)[number];

/** What a rule is narrowed down to; which of them a type understands is the type's. */
export const alertFilterNames = ['channel', 'model', 'stage', 'score', 'dataset', 'monitor'] as const;
export type AlertFilterName = (typeof alertFilterNames)[number];
export type AlertFilters = Partial<Record<AlertFilterName, string>>;

/** What a number of a rule type is: a share of 0 to 1, milliseconds, US dollars, a score of 0 to 1, a multiple, a count. */
export type AlertUnit = 'share' | 'ms' | 'usd' | 'score' | 'times' | 'count';

export interface AlertRule {
  /** Lower case letters, digits and dashes. */
  id: string;
  name: string;
  /** Id of a rule type, e.g. `error_rate`. */
  type: string;
  /** In the type's own unit. */
  threshold: number;
  windowMinutes: number;
  severity: AlertSeverity;
  filters: AlertFilters;
  /** Fewer things than this in the window are no data. */
  minSample: number;
  /** After an alert has ended, its rule and scope open no other for so long. */
  cooldownMinutes: number;
  /** Where the alert is posted; null: the configured alert channel. */
  channelId: string | null;
  isEnabled: boolean;
}

/** A rule that was made or changed in Slack. */
export interface StoredAlertRule {
  rule: AlertRule;
  /** From 1, one more with every change. */
  version: number;
  updatedBy: string;
  updatedAt: number;
}

export type AlertRuleState = 'ok' | 'firing' | 'no_data';

/** What is known of one rule and scope between two checks. */
export interface AlertMemory {
  ruleId: string;
  /** What the rule found it in, e.g. `stage=stage_a.run`; empty where the rule finds one thing only. */
  scope: string;
  state: AlertRuleState;
  /** Since when it is in that state, milliseconds since the epoch. */
  since: number;
  value: number | null;
  n: number;
  checkedAt: number;
  /** No new alert before; null: none is being waited out. */
  cooldownUntil: number | null;
  mutedUntil: number | null;
}

/** What an alert shows besides its figures. */
export interface AlertEvidence {
  /** The value of earlier windows and of this one, in order. */
  points: { atMs: number; value: number }[];
  /** The worst runs in the window, at most three. */
  traces: { traceId: string; label: string }[];
  /** What else there is to say, e.g. which monitor failed and why; null for nothing. */
  note: string | null;
}

export type AlertResolution = 'recovered' | 'by_hand' | 'no_data' | 'rule_off';

export interface Alert {
  id: string;
  /** Goes up by one with every change; buttons carry it. */
  version: number;
  ruleId: string;
  ruleName: string;
  ruleType: string;
  scope: string;
  filters: AlertFilters;
  severity: AlertSeverity;
  channelId: string | null;
  status: 'open' | 'acknowledged' | 'resolved';
  openedAt: number;
  /** When people are told: later than `openedAt` in quiet hours. */
  notifyAt: number;
  /** Of the last check that found it. */
  value: number;
  threshold: number;
  n: number;
  windowFromMs: number;
  windowToMs: number;
  /** Checks that found it again, also after its end within the cooldown. */
  repeatCount: number;
  lastBreachAt: number;
  /** Since when there is too little to judge by; null where there is enough. */
  noDataSince: number | null;
  /** When it is escalated unless somebody acknowledges it; null where it will not be. */
  escalateAt: number | null;
  escalatedAt: number | null;
  acknowledgedAt: number | null;
  acknowledgedBy: string | null;
  mutedUntil: number | null;
  mutedBy: string | null;
  resolvedAt: number | null;
  /** A person; null where it ended by itself. */
  resolvedBy: string | null;
  resolution: AlertResolution | null;
  evidence: AlertEvidence;
}

export type AlertEventKind =
  | 'opened'
  /** The figures on the card are brought up to date; nothing else is said. */
  | 'updated'
  | 'acknowledged'
  | 'muted'
  | 'escalated'
  | 'recovered'
  | 'resolved'
  /** Ended because nothing was left to judge by. */
  | 'expired'
  /** Ended because its rule was switched off or taken away. */
  | 'rule_off';

export interface AlertEvent {
  alertId: string;
  /** Its place in the alert, from 1. */
  number: number;
  at: number;
  kind: AlertEventKind;
  actorId: string | null;
  /** Value and sample at that moment; null where it is not about figures. */
  value: number | null;
  n: number | null;
}

export type AlertDeliveryStatus = 'waiting' | 'sent' | 'failed' | 'skipped';

/** What one channel is told of one event. */
export interface AlertDelivery {
  alertId: string;
  eventNumber: number;
  /** Id of an alert channel: `slack`, `webhook`, `email`. */
  channel: string;
  status: AlertDeliveryStatus;
  /** Not before, milliseconds since the epoch. */
  dueAt: number;
  attemptCount: number;
  /** Where it arrived, in the channel's own words; null before. */
  place: string | null;
  failure: Failure | null;
  updatedAt: number;
}

export type NewAlertEvent = Pick<AlertEvent, 'kind' | 'actorId' | 'value' | 'n'>;

/** Everything of one decision; stored together or not at all. */
export interface AlertChange {
  memory: AlertMemory | null;
  /** Stored where the version in the store is one less; a first version opens the alert. */
  alert: Alert | null;
  events: readonly NewAlertEvent[];
  /** Channels that must be told of the events, and not before when. */
  deliveries: readonly { channel: string; dueAt: number }[];
  at: number;
}

export interface AlertHistoryFilter {
  fromMs: number;
  severity?: AlertSeverity | undefined;
  /** 1 to 200. */
  limit: number;
}

export interface AlertStore {
  rules(): Promise<StoredAlertRule[]>;
  /** @returns false where the stored version is not `expectedVersion` (0: not stored). */
  putRule(rule: AlertRule, expectedVersion: number, by: string, at: number): Promise<boolean>;
  /** @returns false where it was not stored. */
  deleteRule(ruleId: string): Promise<boolean>;
  memories(): Promise<AlertMemory[]>;
  /** @returns false, and stores nothing, where the alert has changed meanwhile or one is open for the same rule and scope. */
  apply(change: AlertChange): Promise<boolean>;
  get(alertId: string): Promise<Alert | null>;
  /** Open and acknowledged ones, the oldest first. */
  open(): Promise<Alert[]>;
  /** The last one that was opened for this rule and scope. */
  latest(ruleId: string, scope: string): Promise<Alert | null>;
  /** By when they opened, newest first. */
  history(filter: AlertHistoryFilter): Promise<Alert[]>;
  /** In order. */
  events(alertId: string): Promise<AlertEvent[]>;
  /** In order of events and channels. */
  deliveries(alertId: string): Promise<AlertDelivery[]>;
  /** Oldest first. */
  waiting(limit: number): Promise<AlertDelivery[]>;
  setDelivery(
    delivery: Pick<AlertDelivery, 'alertId' | 'eventNumber' | 'channel' | 'status' | 'place' | 'failure'>,
    at: number,
  ): Promise<void>;
  /** One more attempt. */
  countAttempt(delivery: Pick<AlertDelivery, 'alertId' | 'eventNumber' | 'channel'>): Promise<void>;
  /** Moves a clock mark on. @returns false where it stands there or later already: somebody else has taken this turn. */
  takeTurn(name: string, at: number): Promise<boolean>;
  /**
   * Takes the line of one alert to one channel, until then at the most, so that one process at a time tells it.
   * @returns false where somebody else has it
   */
  holdLine(alertId: string, channel: string, now: number, untilMs: number): Promise<boolean>;
  /** Gives up a line that was taken until then. */
  leaveLine(alertId: string, channel: string, untilMs: number): Promise<void>;
}
