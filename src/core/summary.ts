import { z } from 'zod';
import type { Evidence } from './evidence.ts';
import type { Failure } from './errors.ts';
import type { PageChange } from './page-change.ts';

/** A statement that the page makes, tied to the snippets that carry it. */
export const Fact = z.object({
  id: z.number().int().positive(),
  text: z.string().min(1),
  snippetIds: z.array(z.number().int().positive()).min(1),
});
export type Fact = z.infer<typeof Fact>;

export interface ToolCallRecord {
  tool: string;
  linkId: number | null;
  url: string | null;
  outcome: 'ok' | 'refused' | 'failed';
  reason: string | null;
}

export interface TokenUsage {
  inputTokens: number;
  /** Part of inputTokens. */
  cachedInputTokens: number;
  outputTokens: number;
  /** Part of outputTokens. */
  reasoningTokens: number;
}

export const noUsage: TokenUsage = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 };

/** What a stage says of the model work it did. costUsd is null when the model has no price: unknown, never 0. */
export interface ModelUse {
  provider: string;
  model: string;
  promptName: string | null;
  /** First 12 hex digits of the prompt's content hash; null where no prompt is used. */
  promptVersion: string | null;
  usage: TokenUsage;
  costUsd: number | null;
  /** Why something simpler than the configured model did it: the budget was used up. */
  fallback?: 'budget' | undefined;
}

/** Stage A's result. */
export interface FactSheet {
  facts: Fact[];
  unknowns: string[];
  coverageAssessment: string;
  /** Facts that were dropped because they cite no existing snippet or are not carried by it. */
  droppedFactCount: number;
  toolCalls: ToolCallRecord[];
  use: ModelUse;
}

/** One sentence and the facts under it. */
export const DraftSentence = z.object({ text: z.string().min(1), factIds: z.array(z.number().int().positive()) });
export type DraftSentence = z.infer<typeof DraftSentence>;

export const ProjectIdea = z.object({
  theme: z.string().min(1),
  text: z.string().min(1),
  factIds: z.array(z.number().int().positive()),
});
export type ProjectIdea = z.infer<typeof ProjectIdea>;

export const SimilarTech = z.object({
  name: z.string().min(1),
  text: z.string().min(1),
  factIds: z.array(z.number().int().positive()),
});
export type SimilarTech = z.infer<typeof SimilarTech>;

export const SummaryLength = z.enum(['short', 'normal', 'long']);
export type SummaryLength = z.infer<typeof SummaryLength>;

/**
 * Stage B's result. `full`: 3 TLDR sentences and 10 to 15 summary sentences. `short`: the page does not carry that many,
 * or a short summary was asked for; the reply says which.
 */
export interface Draft {
  form: 'full' | 'short';
  tldr: DraftSentence[];
  summary: DraftSentence[];
  projects: ProjectIdea[];
  similarTech: SimilarTech[];
  use: ModelUse;
}

export interface ProjectTheme {
  name: string;
  pains: string[];
  stack: string[];
  successCriteria: string[];
  /** Words that mark a page as being about the theme, lower case. */
  keywords: string[];
}

/** What a gate or scorer may look at. */
export interface ScorerInput {
  evidence: Evidence;
  factSheet: FactSheet;
  draft: Draft;
  themes: ProjectTheme[];
  length: SummaryLength;
  /** What somebody wrote down beforehand about a good answer; only in evals. */
  expected?: ExpectedAnswer | undefined;
}

export interface ExpectedAnswer {
  /** Name of a project theme that a good answer speaks of. */
  theme: string | null;
}

export interface ScorerResult {
  /** 0 to 1, 1 is best. */
  value: number;
  passed: boolean;
  /** One sentence; names the sentence or item that failed. */
  reason: string;
}

/** A scorer; a gate is a scorer that must pass before anyone sees the draft. */
export interface Scorer {
  id: string;
  summary: string;
  gate: boolean;
  /** null where it has nothing to say of this input; a gate always has. */
  score(input: ScorerInput): ScorerResult | null;
}

export interface GateResult extends ScorerResult {
  id: string;
}

/** What every scorer of the house said of a draft. */
export interface DraftCheck {
  /** Of the gates; all must pass. */
  results: GateResult[];
  /** Of the scorers that are no gates: they stop nothing and are charted. */
  measures: GateResult[];
  /** Scorers that threw, and what. */
  broken: { gate: string; error: string }[];
}

/** A page that was summarized before in a place that may be shown. */
export interface KnownPage {
  /** Of the earlier summary. */
  summaryId: string;
  channelId: string;
  /** Of the earlier summary in Slack; null where it is not known. */
  address: string | null;
  /** Who posted the link then; null where it is not known. */
  posterName: string | null;
  /** Milliseconds since the epoch. */
  postedAt: number;
  title: string;
  /** Sentences of the earlier summary. */
  tldr: string[];
  /** Since then; null where it cannot be told. */
  change: PageChange | null;
  /** Why the page could not be read again; null where it was. */
  problem: string | null;
}

export interface SummaryRun {
  /** `known`: an earlier summary of the same page was pointed to, and nothing was written. */
  outcome: 'summarized' | 'failed' | 'known';
  known?: KnownPage | undefined;
  evidence: Evidence | null;
  factSheet: FactSheet | null;
  draft: Draft | null;
  gates: GateResult[];
  rewriteCount: number;
  failure: Failure | null;
  length: SummaryLength;
  /** Sum over model calls; null when any price is unknown, 0 without a model. */
  costUsd: number | null;
  durationMs: number;
  traceId: string;
}

/** A run before it is known where it stands and how long it took. */
export type StageOutcome = Omit<SummaryRun, 'durationMs' | 'traceId'>;
