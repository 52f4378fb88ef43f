/** The job queue as a port: what the runner, the schedule and health need, whatever database is below. */
import type { AppError, Failure } from '../core/errors.ts';
import type { JobEnqueuer, JobStatus } from '../core/ports.ts';

/** Proof of possession. `attempt` only ever grows, so a write of an earlier run of the same job is refused. */
export interface JobClaim {
  jobId: string;
  attempt: number;
}

export interface ClaimedJob extends JobClaim {
  kind: string;
  payload: unknown;
  /** Attempts so far that were interrupted (crash, shutdown) are not counted against it. */
  maxAttempts: number;
  enqueuedAt: number;
  /** Processes in a row that died while it ran, without a step finished between. */
  crashes: number;
  /** Step name → JSON of its result. */
  steps: ReadonlyMap<string, string>;
}

export interface FinishedStep {
  name: string;
  /** JSON. */
  output: string;
  startedAt: number;
}

export type SaveOutcome = { outcome: 'saved' | 'lost' } | { outcome: 'cancelled'; reason: string };

export type FailOutcome = { outcome: 'retry'; runAt: number } | { outcome: 'dead' | 'cancelled' | 'lost' };

/** The end of a job that its kind must still be told of. */
export interface JobNotice {
  jobId: string;
  kind: string;
  payload: unknown;
  status: 'dead' | 'cancelled';
  failure: Failure;
}

export interface JobRecord {
  id: string;
  key: string;
  kind: string;
  status: JobStatus;
  group: string | null;
  attempts: number;
  failures: number;
  crashes: number;
  maxAttempts: number;
  runAt: number;
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
  cancelReason: string | null;
  /** The last one: of a dead letter its reason, of a queued job why it waits. */
  failure: Failure | null;
}

export interface JobDetail extends JobRecord {
  /** null after the retention time. */
  payload: unknown;
  steps: { name: string; attempt: number; startedAt: number; finishedAt: number }[];
}

/** What happened in this process; on PostgreSQL also in others, best effort: what is not heard is found by polling and heartbeats. */
export type JobChange = { type: 'enqueued' } | { type: 'cancelling'; jobIds: string[]; reason: string };

export interface JobQueue extends JobEnqueuer {
  /** Takes the longest due job of the kind, with a lease; on PostgreSQL the longest due to the second. A claim is refused later once someone else took the job. */
  claim(kind: string): Promise<ClaimedJob | null>;
  /** Renews leases. @returns the ids that are no longer held, and those that were asked to stop. */
  heartbeat(claims: readonly JobClaim[]): Promise<{ lost: string[]; cancelling: { jobId: string; reason: string }[] }>;
  /** Stores a step's result; the first result of a name stays. `cancelled` means stored, and the job was asked to stop. */
  saveStep(claim: JobClaim, step: FinishedStep): Promise<SaveOutcome>;
  /** @returns false where the claim no longer holds. */
  complete(claim: JobClaim): Promise<boolean>;
  /** Ends the attempt: tried again after a backoff, or a dead letter where the error or the attempts say so. */
  fail(claim: JobClaim, error: AppError): Promise<FailOutcome>;
  /** Gives the job back unfinished, to be taken again at once; no attempt is used up. @returns false where the claim no longer holds. */
  release(claim: JobClaim): Promise<boolean>;
  /** Ends a job that was asked to stop. @returns false where the claim no longer holds. */
  finishCancelled(claim: JobClaim): Promise<boolean>;
  /**
   * Takes back the jobs of processes that are gone and of those whose lease ran out, except `active`, the ones this process works on.
   * Each counts as a crash; too many in a row make a dead letter.
   */
  recover(active: readonly JobClaim[]): Promise<{ requeued: number; dead: number; cancelled: number }>;
  /** Makes dead letters of due jobs whose kind is not in the list; where processes share the queue, not before others had time for it. @returns how many. */
  refuseUnknownKinds(kinds: readonly string[]): Promise<number>;
  /** Takes one end that must be told; told once, and again only where the process died while telling (at most 3 times). */
  takeNotice(): Promise<JobNotice | null>;
  noticeGiven(jobId: string): Promise<void>;
  /** When the next waiting job of these kinds is due, in milliseconds since the epoch; null where none waits. */
  nextDueAt(kinds: readonly string[]): Promise<number | null>;
  counts(): Promise<Record<JobStatus, number>>;
  /** Newest first. `before` is the id to go on from. */
  list(filter: { status?: JobStatus; limit: number; before?: string }): Promise<JobRecord[]>;
  get(jobId: string): Promise<JobDetail | null>;
  /** Removes old event ids, and payloads and step results of old finished jobs. */
  purge(): Promise<{ events: number; jobs: number }>;
  /** @returns the function that ends the subscription. */
  subscribe(listener: (change: JobChange) => void): () => void;
}
