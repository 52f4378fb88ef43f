/** What is slow and pure: the table of work that runs in threads, in the rooms' own functions. */
import type { Evidence } from './core/evidence.ts';
import type { ScorerInput } from './core/summary.ts';
import { compareRuns } from './evals/regression/compare-runs.ts';
import { scorers } from './evals/scorers/index.ts';
import { runExtractiveTask } from './llm/extractive/run-task.ts';
import { redactText } from './observe/redact.ts';
import { vetAnswer } from './pipeline/follow-up/vet-answer.ts';
import { checkDraft } from './pipeline/stages/check-draft.ts';
import { redactEvidence } from './pipeline/stages/redact-evidence.ts';
import { vetEvidence } from './pipeline/stages/vet-evidence.ts';
import { vetFacts } from './pipeline/stages/vet-facts.ts';
import { buildEvidence } from './retrieval/evidence/build-evidence.ts';

export const thinkingTasks = {
  buildEvidence,
  vetEvidence: (evidence: Evidence) => vetEvidence(redactEvidence(evidence, redactText)),
  vetFacts,
  vetAnswer,
  checkDraft: (input: ScorerInput) => checkDraft(scorers, input),
  runExtractiveTask,
  compareRuns,
};

export type ThinkingTasks = typeof thinkingTasks;
