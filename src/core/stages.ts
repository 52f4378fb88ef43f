/** The questions the two model stages ask, and the form of the answers: shared by the pipeline, the prompts and every provider. */
import { z } from 'zod';
import type { Coverage, PageLink, Snippet } from './evidence.ts';
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
