import type { Scorer } from '../../src/core/summary.ts';
import { redactText } from '../../src/observe/redact.ts';
import type { StageThinking } from '../../src/pipeline/stage-thinking.ts';
import { checkDraft } from '../../src/pipeline/stages/check-draft.ts';
import { redactEvidence } from '../../src/pipeline/stages/redact-evidence.ts';
import { vetEvidence } from '../../src/pipeline/stages/vet-evidence.ts';
import { vetFacts } from '../../src/pipeline/stages/vet-facts.ts';

/** The stages' thinking without threads. */
export function thinkInPlace(scorers: readonly Scorer[]): StageThinking {
  return {
    vetEvidence: async (evidence) => vetEvidence(redactEvidence(evidence, redactText)),
    vetFacts: async (answers, evidence, maxFacts) => vetFacts(answers, evidence, maxFacts),
    checkDraft: async (input) => checkDraft(scorers, input),
  };
}
