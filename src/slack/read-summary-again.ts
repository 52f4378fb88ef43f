import { AppError } from '../core/errors.ts';
import type { StoredSummary } from '../core/ports.ts';
import type { SummaryReference } from './blocks/summary-reference.ts';
import type { SlackServices } from './slack-dependencies.ts';

/** The summary a form was opened for, as it was then. @throws AppError `stale_form` where it is gone or has a newer form. */
export async function readSummaryAgain(
  reference: SummaryReference | null,
  { teamId }: { teamId: string },
  { summaries }: Pick<SlackServices, 'summaries'>,
): Promise<StoredSummary> {
  const summary = reference === null ? null : await summaries.get(reference.summaryId);
  if (summary?.teamId === teamId && summary.revision === reference?.revision) return summary;
  throw new AppError({
    code: 'stale_form',
    message: 'The summary has changed or gone since this form was opened.',
    hint: 'Open it again from the newest summary.',
  });
}
