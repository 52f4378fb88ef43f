export interface ScheduleTable {
  id: string;
  /** Slots after it are due. */
  since_at: number;
  paused_by: string | null;
  paused_at: number | null;
}

/** One row a slot, whichever process was first. */
export interface ScheduleSlotTable {
  schedule_id: string;
  slot_at: number;
  cause: 'clock' | 'person';
  outcome: 'queued' | 'skipped';
  job_id: string | null;
  missed_count: number;
  taken_at: number;
}

export interface ScheduleSchema {
  schedules: ScheduleTable;
  schedule_slots: ScheduleSlotTable;
}
