import type { Evidence } from '../core/evidence.ts';
import type { ExtractFactsAnswer } from '../core/stages.ts';
import type { DraftCheck, ScorerInput } from '../core/summary.ts';
import type { VettedFacts } from './stages/vet-facts.ts';

/** The stages' slow pure parts, handed in so that they can run beside the event loop. All reject with the signal's reason. */
export interface StageThinking {
  vetEvidence(evidence: Evidence, signal: AbortSignal): Promise<Evidence>;
  vetFacts(
    answers: readonly ExtractFactsAnswer['key_facts'][],
    evidence: Evidence,
    maxFacts: number,
    signal: AbortSignal,
  ): Promise<VettedFacts>;
  /** Every gate and every other scorer of the house. */
  checkDraft(input: ScorerInput, signal: AbortSignal): Promise<DraftCheck>;
}
