/** The questions that are put to a model, and the form of the answers: shared by the pipeline, the prompts and every provider. */
import { z } from 'zod';
import type { Coverage, PageLink, Snippet } from './evidence.ts';
import { sentimentWords } from './sentiment.ts';
import { queryTypes } from './query-type.ts';
import type { QueryType } from './query-type.ts';
import type { Fact, ProjectTheme, SummaryLength } from './summary.ts';

/** Stage A: `task: 'extract-facts'`, `stage: 'stage_a'`, prompt `stage-a-extract-facts`. */
export interface ExtractFactsInput {
  title: string | null;
  domain: string;
  language: string;
  coverage: Coverage;
  snippets: Snippet[];
  links: PageLink[];
}

/** Strict form for structured outputs: every property required, no others. */
export const ExtractFactsAnswer = z.strictObject({
  key_facts: z.array(z.strictObject({ fact: z.string(), supported_by_snippet_ids: z.array(z.number().int()) })),
  unknowns: z.array(z.string()),
  coverage_assessment: z.string(),
});
export type ExtractFactsAnswer = z.infer<typeof ExtractFactsAnswer>;

/** Stage B: `task: 'compose-reply'`, `stage: 'stage_b'`, prompt `stage-b-compose-reply`. Never sees page text, only facts. */
export interface ComposeReplyInput {
  title: string | null;
  domain: string;
  language: string;
  coverage: Coverage;
  facts: Fact[];
  unknowns: string[];
  themes: ProjectTheme[];
  length: SummaryLength;
  /** `short` where the facts cannot carry 3 + 10 sentences or a short summary was asked for. */
  form: 'full' | 'short';
  /** Inclusive bounds on the number of sentences of each part, for this form. */
  sentenceCounts: { tldr: { min: number; max: number }; summary: { min: number; max: number } };
  /** What the gates said of the draft before; empty on the first try. */
  failures: string[];
}

const CitedSentence = z.strictObject({ text: z.string(), fact_ids: z.array(z.number().int()) });

export const ComposeReplyAnswer = z.strictObject({
  tldr: z.array(CitedSentence),
  summary: z.array(CitedSentence),
  projects: z.array(z.strictObject({ theme: z.string(), idea: z.string(), fact_ids: z.array(z.number().int()) })),
  similar_tech: z.array(z.strictObject({ name: z.string(), why: z.string(), fact_ids: z.array(z.number().int()) })),
});
export type ComposeReplyAnswer = z.infer<typeof ComposeReplyAnswer>;

/** A follow-up question: `task: 'answer-question'`, `stage: 'follow_up'`, prompt `follow-up`. */
export interface AnswerQuestionInput {
  question: string;
  queryType: QueryType;
  title: string | null;
  domain: string;
  language: string;
  /** Those of the page that have most to do with the question, in page order. */
  snippets: Snippet[];
  /** What was asked and answered before, where the question takes it up; null otherwise. */
  previous: { question: string; answer: string } | null;
  /** Inclusive. */
  maxSentences: number;
}

export const AnswerQuestionAnswer = z.strictObject({
  /** False where the snippets do not answer the question; then there are no sentences. */
  told: z.boolean(),
  sentences: z.array(z.strictObject({ text: z.string(), snippet_ids: z.array(z.number().int()) })),
});
export type AnswerQuestionAnswer = z.infer<typeof AnswerQuestionAnswer>;

/** Which kind of question it is, where the rules are not sure: `task: 'tell-query-type'`, `stage: 'router'`, prompt `query-type`. */
export const TellQueryTypeAnswer = z.strictObject({ query_type: z.enum(queryTypes) });
export type TellQueryTypeAnswer = z.infer<typeof TellQueryTypeAnswer>;

/** What sentences feel like: `task: 'sentence-sentiment'`, `stage: 'sentiment'`, prompt `sentence-sentiment`. */
export interface SentenceSentimentInput {
  /** Numbered from 1. */
  sentences: { number: number; text: string }[];
}

export const SentenceSentimentAnswer = z.strictObject({
  sentences: z.array(z.strictObject({ number: z.number().int(), sentiment: z.enum(sentimentWords) })),
});
export type SentenceSentimentAnswer = z.infer<typeof SentenceSentimentAnswer>;
