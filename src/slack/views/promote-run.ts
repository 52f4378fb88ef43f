import { AppError } from '../../core/errors.ts';
import { promotionModalId } from '../blocks/baselines/promotion-modal.ts';
import { parsePromotionMetadata } from '../blocks/baselines/promotion-reference.ts';
import { promoteRun } from '../promote-run.ts';
import type { Submission, SlackView } from './view.ts';

/** The confirmed promotion of a run. What the person saw is in the modal; where it is no longer so, nothing moves. */
export const promoteRunView: SlackView = {
  callbackId: promotionModalId,
  needs: 'baseline.promote',
  check(submission) {
    const need = parsePromotionMetadata(submission.privateMetadata)?.need ?? 'reason';
    if (need !== 'nothing' && reasonOf(submission) === null) return { reason: 'Say why: it stands in the audit log.' };
    if (need === 'force' && !isForced(submission)) return { force: 'Agree to it, or cancel.' };
    return null;
  },
  async run(submission, services) {
    const seen = parsePromotionMetadata(submission.privateMetadata);
    if (seen === null) {
      throw new AppError({ code: 'stale_button', message: 'I no longer know this run.', hint: 'See /eval list.' });
    }
    const { params } = await services.evals.find(seen.runId, submission.teamId);
    const given = { reason: reasonOf(submission), force: seen.need === 'force' && isForced(submission) };
    await promoteRun({ ...seen, ...given, dataset: params.dataset }, submission, services);
  },
};

function reasonOf({ values: { reason } }: Submission): string | null {
  return typeof reason === 'string' && reason.trim() !== '' ? reason.trim() : null;
}

function isForced({ values: { force } }: Submission): boolean {
  return force?.includes('force') === true;
}
