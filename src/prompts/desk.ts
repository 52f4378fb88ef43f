import { AppError } from '../core/errors.ts';
import type { LabelMove, MoveRequest, PromptLabels } from '../core/prompt-labels.ts';
import type { PromotionCheck } from '../core/promotion.ts';

export interface PromotionRequest extends MoveRequest {
  version: string;
  /** Moves the label whatever the evals say; needs a reason. */
  force: boolean;
}

/** What commands and buttons do with prompts. */
export interface PromptDesk {
  /** Moves labels without asking for evidence: for who has it, such as a card with a verdict. */
  labels: PromptLabels;
  /**
   * Moves a label to a version. `prod` follows evidence: where the last eval of the version failed, or none judged it, only force and a reason move it.
   * @throws AppError `promotion_refused`, `reason_missing`, and what `labels.promote` throws
   */
  promote(request: PromotionRequest): Promise<LabelMove>;
}

export function createPromptDesk(labels: PromptLabels, check: PromotionCheck): PromptDesk {
  return {
    labels,
    async promote({ force, ...request }) {
      if (request.label === 'prod') await requireEvidence(request, force, check);
      return labels.promote(request);
    },
  };
}

async function requireEvidence(
  { name, version, reason }: Omit<PromotionRequest, 'force'>,
  force: boolean,
  check: PromotionCheck,
): Promise<void> {
  const verdict = await check(name, version);
  if (verdict.outcome === 'passed') return;
  if (!force) {
    throw new AppError({
      code: 'promotion_refused',
      message: `${name}@${version} was not promoted. ${verdict.reason}`,
      hint: 'Run an eval on it first, or promote it all the same with --force --reason "why".',
    });
  }
  if (reason === null || reason.trim() === '') {
    throw new AppError({
      code: 'reason_missing',
      message: 'A version is only promoted against the evidence with a reason.',
      hint: 'Add --reason "why".',
    });
  }
}
