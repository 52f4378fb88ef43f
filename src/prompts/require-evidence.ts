import { AppError } from '../core/errors.ts';
import type { PromotionCheck } from '../core/promotion.ts';

/**
 * Lets a promotion pass where the last eval of the version passed, or where somebody forces it with a reason.
 * @throws AppError `promotion_refused` with what the eval said, `reason_missing`
 */
export async function requireEvidence(
  { name, version, reason }: { name: string; version: string; reason: string | null },
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
