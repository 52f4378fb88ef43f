/** Who changed what, who was refused: the record that operators and auditors read. */

export interface AuditEntry {
  teamId: string;
  /** A person's id, or `gloss` for what schedules and syncs did. */
  actorId: string;
  /** Dotted, stable: `prompt.promote`, `alert.mute`. */
  action: string;
  /** What it was done to, e.g. `stage-b-compose-reply@prod`. */
  target: string;
  /** State before and after, short enough to read; null where there is none. No secrets, no page text. */
  before: string | null;
  after: string | null;
  /** Why, in the person's words. */
  reason: string | null;
  outcome: 'done' | 'refused' | 'failed';
}

export interface AuditRecord extends AuditEntry {
  id: string;
  /** Milliseconds since the epoch. */
  at: number;
  /** SHA-256 (hex) over the row and the hash of the row before it, so that a row that is changed or taken away shows. */
  hash: string;
}

export interface AuditFilter {
  /** Rows older than this one, for paging. */
  beforeId?: string | undefined;
  actorId?: string | undefined;
  /** The action itself, or what stands before its dot. */
  action?: string | undefined;
  outcome?: AuditEntry['outcome'] | undefined;
  /** 1 to 200. */
  limit: number;
}

export interface AuditVerdict {
  /** Id of the first row that does not fit; null where all do. */
  brokenAt: string | null;
  /** Rows that fit. */
  count: number;
  /** Hash of the last row that fits: kept elsewhere, it shows a log whose end was cut off. Null for an empty log. */
  lastHash: string | null;
}

/** Append-only. */
export interface AuditLog {
  record(entry: AuditEntry): Promise<AuditRecord>;
  /** Newest first, of one team. */
  list(teamId: string, filter: AuditFilter): Promise<AuditRecord[]>;
  /** Walks the whole chain. */
  verify(): Promise<AuditVerdict>;
}
