/** What rooms need of each other, as interfaces; `app.ts` hands the real ones over. */
import type { z } from 'zod';
import type { Evidence, PageLink } from './evidence.ts';
import type { Failure } from './errors.ts';
import type { SummaryRun, TokenUsage } from './summary.ts';

// --- Jobs -------------------------------------------------------------------------------------------------------

export interface NewJob {
  /** Unique for ever; a second enqueue with the same key finds the first job. */
  key: string;
  kind: string;
  /** JSON. */
  payload: unknown;
  /** Milliseconds since the epoch; default now, by the clock of the queue, which on PostgreSQL is not that of this machine. */
  runAt?: number | undefined;
  /** Default 4. */
  maxAttempts?: number;
  /** Groups jobs that a delete cancels together, e.g. `message:T1:C1:1700000000.000100`. */
  group?: string;
}

export interface EnqueuedJob {
  id: string;
  /** False where the key was known. */
  created: boolean;
}

export type JobStatus = 'queued' | 'running' | 'done' | 'cancelled' | 'dead';

/** The way in, for intake, buttons and schedules. Everything of one call is stored in one transaction. */
export interface JobEnqueuer {
  /**
   * Stores the jobs and, where given, the event id that caused them: an event id seen before stores nothing and returns `duplicate: true`.
   */
  enqueue(jobs: readonly NewJob[], eventId?: string): Promise<{ duplicate: boolean; jobs: EnqueuedJob[] }>;
  /** Cancels queued jobs of the group and asks running ones to stop. @returns how many were queued and how many running. */
  cancelGroup(group: string, reason: string): Promise<{ cancelled: number; stopping: number }>;
}

/** What a job handler gets. */
export interface JobContext {
  jobId: string;
  kind: string;
  /** From 1, one more at every start of the job: above 1 an earlier run, perhaps a killed one, may have left its traces. */
  attempt: number;
  /** The attempt after which it is given up if it fails. Runs that ended by a crash or a shutdown raise it by one each. */
  maxAttempts: number;
  /** Milliseconds since the epoch. */
  enqueuedAt: number;
  /** Fires with an AppError as reason: `job_cancelled`, `job_lost` (another process has it), `job_stopped` (the program stops), `job_timeout`. */
  signal: AbortSignal;
  /**
   * Runs `work` once for the life of the job: its JSON result is stored before it is returned, and later attempts get the stored
   * one. A step that was running when the process died runs again, so its side effects must find their own traces.
   */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
}

export interface JobKind<P> {
  id: string;
  payload: z.ZodType<P>;
  /** Longest run of one attempt, in place of the setting's. */
  timeoutMs?: number;
  run(payload: P, context: JobContext): Promise<void>;
  /** Called once when the job will not be tried again: the dead letter. Best effort. */
  onDead?(payload: P, failure: Failure, context: { jobId: string }): Promise<void>;
  /** Called once after a job that had been begun was cancelled: take away what it left in the world. Best effort. */
  onCancelled?(payload: P, context: { jobId: string }): Promise<void>;
}

// --- Tracing ----------------------------------------------------------------------------------------------------

/** T1's kinds; each destination's own word for it comes from one table in `observe/`. */
export type SpanKind = 'CHAIN' | 'LLM' | 'RETRIEVER' | 'TOOL' | 'EVALUATOR';

export type SpanAttributes = Record<string, string | number | boolean | string[] | null | undefined>;

export interface SpanHandle {
  traceId: string;
  spanId: string;
  /** null and undefined values are left out. */
  set(attributes: SpanAttributes): void;
}

/** Who and what a trace belongs to; every span of it carries this. */
export interface TraceIdentity {
  /** Default: the name of the root span. */
  name?: string;
  /** Default: the root's attribute `user`. */
  userId?: string;
  /** What groups traces, e.g. a Slack thread. Default: the root's attribute `thread`. */
  sessionId?: string;
  tags?: readonly string[];
}

export interface Tracing {
  /**
   * Runs `body` inside a span that is a child of the active one. A throw marks it as an error with the error's code, and flies on.
   * `traceSeed` starts a new trace whose id is derived from the seed, so that a resumed job continues its own trace. `trace` counts on the
   * first span of a trace. An attribute `error.type` marks a span as an error without a throw.
   */
  span<T>(
    name: string,
    options: { kind: SpanKind; attributes?: SpanAttributes; traceSeed?: string; trace?: TraceIdentity },
    body: (span: SpanHandle) => Promise<T>,
  ): Promise<T>;
  /** Keeps a file of the run, e.g. `evidence.json` (T3). Best effort. */
  artifact(traceId: string, name: string, content: string): Promise<void>;
}

// --- Model ------------------------------------------------------------------------------------------------------

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** A tool the model may call; arguments are validated before `run` sees them. */
export interface ModelTool {
  name: string;
  description: string;
  /** Every property required, no others: OpenAI's strict form. */
  parameters: z.ZodObject;
  /** @returns the text the model gets back; a refusal is text too. */
  run(args: Record<string, unknown>, signal: AbortSignal): Promise<string>;
}

/** What a prompt may decide about its call; the profile decides the rest. */
export interface ModelParameters {
  /** 0 to 2. */
  temperature?: number | undefined;
  maxOutputTokens?: number | undefined;
}

export interface ModelRequest<T> {
  /** What is asked, for providers that do it without a model: `extract-facts`, `compose-reply`. */
  task: string;
  /** The values the messages were rendered from; the extractive provider works on these. */
  input: unknown;
  /** Rendered prompt. */
  messages: ChatMessage[];
  promptName: string | null;
  promptVersion: string | null;
  /** The prompt's own `config`, in place of the profile's values. */
  parameters?: ModelParameters;
  /** Name and schema of the structured answer. */
  schemaName: string;
  schema: z.ZodType<T>;
  tools?: ModelTool[];
  /** At most this many tool calls over the whole request; default 3. */
  maxToolCalls?: number;
  /** Stage of configs/profiles.yaml that may name its own profile, e.g. `stage_a`. */
  stage: string;
  signal: AbortSignal;
}

export interface ModelAnswer<T> {
  value: T;
  text: string;
  provider: string;
  model: string;
  usage: TokenUsage;
  /** null where the model has no known price; 0 where no model was used. */
  costUsd: number | null;
  /** Set where the budget refused the model and the writer without a model answered instead. */
  fallback?: 'budget' | undefined;
  finishReason: 'stop' | 'length' | 'tool_calls' | 'content_filter' | 'other';
  latencyMs: number;
}

export interface LanguageModel {
  /** @throws AppError codes: model_timeout, model_rate_limited, model_unavailable, model_refused, model_length, model_filtered, model_bad_answer, model_auth; budget_exceeded where the task also needs a model. */
  complete<T>(request: ModelRequest<T>): Promise<ModelAnswer<T>>;
  /** Which provider and model a stage would use, for progress lines and the context line. */
  describe(stage: string): { provider: string; model: string };
}

// --- Prompts ----------------------------------------------------------------------------------------------------

export interface ResolvedPrompt {
  name: string;
  /** First 12 hex digits of SHA-256 over the content. */
  version: string;
  config: ModelParameters;
  /** Langfuse's own number of it, where it came from there. */
  langfuseVersion?: number | undefined;
  /** Renders with every declared variable given; @throws AppError `prompt_variable_missing`. */
  render(variables: Record<string, string>): ChatMessage[];
}

export interface PromptSource {
  /** The version itself (12 hex digits), or the one that a label points to; default `prod`. @throws AppError `unknown_prompt`. */
  get(name: string, labelOrVersion?: string): Promise<ResolvedPrompt>;
}

// --- Retrieval --------------------------------------------------------------------------------------------------

export interface Retriever {
  /** Reads the posted page. @throws AppError: fetch_refused, fetch_timeout, fetch_too_large, fetch_status, fetch_wrong_type, fetch_network, page_wall, page_empty. */
  fetchEvidence(url: string, signal: AbortSignal): Promise<Evidence>;
  /** Reads one more page for the `read_link` tool, through the same guard; snippets continue after `evidence`'s. */
  readLink(evidence: Evidence, link: PageLink, signal: AbortSignal): Promise<Evidence>;
}

// --- The reply in the thread --------------------------------------------------------------------------------------

export interface ReplyTarget {
  teamId: string;
  channelId: string;
  /** The message that holds the link. */
  messageTs: string;
  /** Root of its thread: `messageTs` itself where it is not in one. */
  threadTs: string;
  jobId: string;
  url: string;
}

export interface ReplyPlace {
  channelId: string;
  ts: string;
}

export type SummaryStage = 'retrieve' | 'facts' | 'compose' | 'gates' | 'rewrite' | 'post';

export interface ThreadReply {
  /**
   * Finds the reply this job posted earlier (by message metadata) or posts the progress message.
   * @throws AppError `parent_gone` where the message was deleted: nothing is posted.
   */
  open(target: ReplyTarget, options: { mayExist: boolean }): Promise<ReplyPlace>;
  /** Best effort, coalesced: never waits for a rate limit, never throws. */
  progress(target: ReplyTarget, place: ReplyPlace, stage: SummaryStage): void;
  /** Turns the progress message into the result. Idempotent. */
  finish(
    target: ReplyTarget,
    place: ReplyPlace,
    summary: StoredSummary,
  ): Promise<{ blockCount: number; bytes: number }>;
  /** Takes the message away, where a job was cancelled. Best effort. */
  withdraw(target: ReplyTarget, place: ReplyPlace): Promise<void>;
}

// --- Summaries ----------------------------------------------------------------------------------------------------

export interface StoredSummary extends SummaryRun {
  id: string;
  jobId: string;
  teamId: string;
  channelId: string;
  messageTs: string;
  threadTs: string;
  /** Where the reply stands; null until it is posted. */
  replyTs: string | null;
  url: string;
  canonicalUrl: string;
  requestedBy: string;
  /** Goes up by one with every new form (shorter, longer, again); buttons carry it. */
  revision: number;
  createdAt: number;
  updatedAt: number;
}

export interface SummaryStore {
  /** Inserts, or replaces the row of the same id when its revision is `summary.revision - 1` or the same. */
  save(summary: StoredSummary): Promise<void>;
  get(id: string): Promise<StoredSummary | null>;
  byJob(jobId: string): Promise<StoredSummary | null>;
  /** Those of a thread that have a page, newest first, at most 5. */
  inThread(place: { teamId: string; channelId: string; threadTs: string }): Promise<StoredSummary[]>;
}

export interface FeedbackStore {
  /** One vote a person; a second replaces the first, the same again takes it back. @returns the counts after it and what the person's vote is now. */
  vote(
    summaryId: string,
    userId: string,
    value: 'up' | 'down',
    now: number,
  ): Promise<{ up: number; down: number; mine: 'up' | 'down' | null }>;
  counts(summaryId: string): Promise<{ up: number; down: number }>;
  mine(summaryId: string, userId: string): Promise<'up' | 'down' | null>;
  /** What was wrong with a summary, in a person's words: kept as long as their thumb is down. @returns false where it is not. */
  explain(reason: VoteReason): Promise<boolean>;
  reasons(summaryId: string): Promise<VoteReason[]>;
}

export interface VoteReason {
  summaryId: string;
  userId: string;
  /** Ids of core/vote-reasons.ts. */
  reasons: string[];
  comment: string | null;
  at: number;
}
