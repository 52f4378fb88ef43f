import type { Generated } from 'kysely';
import type { AlertDeliveryStatus, AlertEventKind, AlertRuleState, AlertSeverity } from '../../core/alert.ts';

/** Rules made or changed in Slack. */
interface AlertRuleTable {
  id: string;
  /** JSON. */
  body: string;
  version: number;
  updated_by: string;
  updated_at: number;
}

/** What is known of a rule and scope between two checks. */
export interface AlertMemoryTable {
  rule_id: string;
  scope: string;
  state: AlertRuleState;
  since: number;
  value: number | null;
  n: number;
  checked_at: number;
  cooldown_until: number | null;
  muted_until: number | null;
}

export interface AlertTable {
  id: string;
  version: number;
  rule_id: string;
  scope: string;
  severity: AlertSeverity;
  status: 'open' | 'acknowledged' | 'resolved';
  opened_at: number;
  /** JSON of the whole alert. */
  body: string;
}

export interface AlertEventTable {
  alert_id: string;
  number: number;
  at: number;
  kind: AlertEventKind;
  actor_id: string | null;
  value: number | null;
  n: number | null;
}

export interface AlertDeliveryTable {
  alert_id: string;
  event_number: number;
  channel: string;
  status: AlertDeliveryStatus;
  due_at: number;
  attempt_count: Generated<number>;
  place: string | null;
  /** JSON of the last Failure. */
  failure: string | null;
  updated_at: number;
}

interface CanaryRunTable {
  id: string;
  at: number;
  url: string;
  outcome: 'ok' | 'failed';
  /** JSON of the Failure. */
  failure: string | null;
  duration_ms: number;
}

/** The tables of alerts as Kysely sees them. */
export interface AlertSchema {
  alert_rules: AlertRuleTable;
  alert_memories: AlertMemoryTable;
  alerts: AlertTable;
  alert_events: AlertEventTable;
  alert_deliveries: AlertDeliveryTable;
  canary_runs: CanaryRunTable;
}
