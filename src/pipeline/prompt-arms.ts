import type { ChosenArms, PromptArms } from '../core/prompt-split.ts';
import type { StageOutcome } from '../core/summary.ts';
import type { StageRun } from './run-stages.ts';
import { composePromptName } from './stages/compose.ts';
import { factsPromptName } from './stages/facts.ts';

/** The versions that a job's stages ask for where its link is part of a split. */
export function labelsOf({ versions }: ChosenArms): StageRun['labels'] {
  const facts = versions[factsPromptName];
  const compose = versions[composePromptName];
  return { ...(facts === undefined ? {} : { facts }), ...(compose === undefined ? {} : { compose }) };
}

/** For the trace: `stage-b-compose-reply: b`. */
export function armsAttribute({ arms }: ChosenArms): string[] | null {
  return arms.length === 0
    ? null
    : arms.map(({ name, arm, isFallback }) => `${name}: ${arm}${isFallback ? ' (gone)' : ''}`);
}

/** Keeps what came of the arms; a page that could not be read says nothing of a prompt. */
export async function recordArms(
  splits: PromptArms,
  jobId: string,
  chosen: ChosenArms,
  { outcome, evidence, gates, rewriteCount, costUsd, durationMs }: StageOutcome & { durationMs: number },
): Promise<void> {
  if (evidence === null || chosen.arms.length === 0 || outcome === 'known') return;
  const gateShare = gates.length === 0 ? null : gates.filter(({ passed }) => passed).length / gates.length;
  await splits.record(jobId, chosen, { outcome, gateShare, rewriteCount, costUsd, durationMs });
}
