/** A question about a page that was read, and its answer from that page alone. */
import type { Failure } from './errors.ts';
import type { QueryType } from './query-type.ts';
import type { ModelUse } from './summary.ts';

export interface AnswerSentence {
  text: string;
  /** Of the page; the sentence was checked against them. */
  snippetIds: number[];
}

export interface Quote {
  snippetId: number;
  text: string;
  /** The page it stands on. */
  url: string;
}

/** An example that stood in the prompt; dataset `built-in` where the store had none. */
export interface UsedExample {
  dataset: string;
  itemId: string;
}

export interface StoredFollowUp {
  id: string;
  jobId: string;
  /** The page's summary. */
  summaryId: string;
  teamId: string;
  channelId: string;
  threadTs: string;
  /** The message that asks. */
  questionTs: string;
  replyTs: string | null;
  askedBy: string;
  question: string;
  queryType: QueryType;
  /** `not_told`: the page does not say it. `talk`: nothing was asked. */
  outcome: 'answered' | 'not_told' | 'talk' | 'failed';
  sentences: AnswerSentence[];
  /** Behind the sentences, in the order they are cited. */
  quotes: Quote[];
  /** Sentences of the model that the page does not carry. */
  droppedCount: number;
  examples: UsedExample[];
  /** Of the page. */
  title: string;
  paragraphsRead: number;
  paragraphsTotal: number;
  /** null where no model and no writer was asked. */
  use: ModelUse | null;
  failure: Failure | null;
  /** null where unknown, 0 without a model. */
  costUsd: number | null;
  durationMs: number;
  traceId: string;
  /** Milliseconds since the epoch. */
  createdAt: number;
}

/** How often an example stood in a prompt, and what people thought of those answers. */
export interface ExampleUse extends UsedExample {
  usedCount: number;
  up: number;
  down: number;
}

export interface FollowUpStore {
  /** Inserts, or replaces the row of the same id. */
  save(followUp: StoredFollowUp): Promise<void>;
  get(id: string): Promise<StoredFollowUp | null>;
  byJob(jobId: string): Promise<StoredFollowUp | null>;
  /** The newest answer in a thread that stood there before a moment (milliseconds since the epoch). */
  lastInThread(
    place: { teamId: string; channelId: string; threadTs: string },
    before: number,
  ): Promise<StoredFollowUp | null>;
  /** The newest in a channel. */
  lastInChannel(place: { teamId: string; channelId: string }): Promise<StoredFollowUp | null>;
  /** One vote a person; a second replaces the first, the same again takes it back. @throws AppError `unknown_follow_up`. */
  vote(id: string, userId: string, value: 'up' | 'down', now: number): Promise<{ up: number; down: number }>;
  counts(id: string): Promise<{ up: number; down: number }>;
  /** Most used first. */
  exampleUse(): Promise<ExampleUse[]>;
}

/** The reply to a question: progress first, then the answer; one message a job. */
export interface AnswerTarget {
  teamId: string;
  channelId: string;
  /** The message that asks. */
  messageTs: string;
  threadTs: string;
  jobId: string;
  url: string;
}

export type AnswerStage = 'page' | 'answer' | 'check';
