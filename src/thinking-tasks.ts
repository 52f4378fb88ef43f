/** What is slow and pure: the table of work that runs in threads, in the rooms' own functions. */
import type { ScorerInput } from './core/summary.ts';
import { scorers } from './evals/scorers/index.ts';
import { runExtractiveTask } from './llm/extractive/run-task.ts';
import { checkDraft } from './pipeline/stages/check-draft.ts';
import { vetEvidence } from './pipeline/stages/vet-evidence.ts';
import { vetFacts } from './pipeline/stages/vet-facts.ts';
import { buildEvidence } from './retrieval/evidence/build-evidence.ts';

export const thinkingTasks = {
  buildEvidence,
  vetEvidence,
  vetFacts,
  checkDraft: (input: ScorerInput) => checkDraft(scorers, input),
  runExtractiveTask,
};

export type ThinkingTasks = typeof thinkingTasks;
