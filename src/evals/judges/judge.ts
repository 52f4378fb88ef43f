import type { z } from 'zod';
import type { Draft, ScorerResult, SummaryRun } from '../../core/summary.ts';

/** What a judge may look at. */
export interface JudgeInput {
  answer: SummaryRun & { draft: Draft };
  /** The message that held the link; empty where there was none. */
  message: string;
  /** A good answer that somebody wrote down beforehand; null where nobody did. */
  reference: string | null;
  /** The reply's sentences as they are numbered for the judge, from 1. */
  sentences: readonly string[];
}

/** A scorer that asks a model. Its question is a prompt of `prompts/judges/`, versioned like every other. */
export interface Judge<T = unknown> {
  id: string;
  summary: string;
  promptName: string;
  schemaName: string;
  schema: z.ZodType<T>;
  /**
   * The score in what the model answered.
   * @throws AppError `judge_incomplete` where it does not answer the question
   */
  scoreOf(answer: T, input: JudgeInput): ScorerResult;
}

/** So that a list of judges of different answers has one type: what `scoreOf` gets was checked with the judge's own schema. */
export function defineJudge<T>(judge: Judge<T>): Judge {
  return judge;
}
