import { AppError } from '../../core/errors.ts';
import { voteReasons } from '../../core/vote-reasons.ts';
import { reasonFormId } from '../blocks/datasets/reason-form.ts';
import { renderNote } from '../blocks/note-message.ts';
import { parseSummaryReference } from '../blocks/summary-reference.ts';
import { readSummaryAgain } from '../read-summary-again.ts';
import type { SlackView, Submission } from './view.ts';

/** What was wrong, after 👎. */
export const explainVote: SlackView = {
  callbackId: reasonFormId,
  needs: 'summary.explain',
  check(submission) {
    const { reasons, comment, asCase } = read(submission);
    if (reasons.length > 0 || comment !== null || asCase) return null;
    return { comment: 'Tick something above, or write what was wrong.' };
  },
  async run(submission, services) {
    const { reasons, comment, asCase } = read(submission);
    const reference = parseSummaryReference(submission.privateMetadata);
    const act = { action: 'summary.explain', target: `summary ${reference?.summaryId ?? ''}` } as const;
    await services.access.change(submission, act, async () => {
      const summary = await readSummaryAgain(reference, submission, services);
      const at = services.outside.clock.now();
      const reason = { summaryId: summary.id, userId: submission.userId, reasons, comment, at };
      if (!(await services.collector.explained(reason, asCase))) {
        throw new AppError({
          code: 'vote_changed',
          message: 'Your 👎 is no longer there, so there is nothing to explain.',
          hint: 'Press it again to say what was wrong.',
        });
      }
      return { result: null, before: null, after: asCase ? 'offered as an eval case' : 'explained' };
    });
    await services.tell(
      submission.person,
      renderNote(asCase ? 'Thank you. The page waits for an admin as an eval case.' : 'Thank you. That helps.'),
    );
  },
};

function read({ values }: Submission): { reasons: string[]; comment: string | null; asCase: boolean } {
  const ticked = values['reasons'] ?? [];
  const text = values['comment'];
  return {
    reasons: voteReasons.map(({ id }) => id).filter((id) => ticked.includes(id)),
    comment: typeof text === 'string' && text.trim() !== '' ? text.trim() : null,
    asCase: (values['evalCase'] ?? []).includes('yes'),
  };
}
