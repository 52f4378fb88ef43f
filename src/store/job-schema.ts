import type { Generated } from 'kysely';
import type { JobStatus } from '../core/ports.ts';

export interface JobTable {
  id: string;
  /** Unique for ever: the row outlives its payload. */
  key: string;
  kind: string;
  /** JSON; empty text after the retention time. */
  payload: string;
  status: JobStatus;
  job_group: string | null;
  /** Times it was begun, crashes and shutdowns included; with `owner` it fences every write. */
  attempts: Generated<number>;
  /** Attempts that ended in an error. */
  failures: Generated<number>;
  max_attempts: number;
  /** Processes that died while it ran, since its last finished step. */
  crashes: Generated<number>;
  run_at: number;
  /** The queue instance that holds it, or that is delivering its notice. */
  owner: string | null;
  lease_until: number | null;
  cancel_reason: string | null;
  /** JSON of the last Failure. */
  failure: string | null;
  /** Whether the end must still be told to the job's kind: `due`, `taken`, `given`; null where there is nothing to tell. */
  notice: 'due' | 'taken' | 'given' | null;
  notice_tries: Generated<number>;
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
}

export interface JobStepTable {
  job_id: string;
  name: string;
  /** JSON. */
  output: string;
  attempt: number;
  started_at: number;
  finished_at: number;
}

export interface InboxTable {
  event_id: string;
  received_at: number;
}

export interface JobSchema {
  jobs: JobTable;
  job_steps: JobStepTable;
  inbox: InboxTable;
}
