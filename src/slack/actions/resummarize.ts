import { AppError } from '../../core/errors.ts';
import { actionIds } from '../blocks/button.ts';
import { parseSummaryReference } from '../blocks/summary-reference.ts';
import type { ResummarizeRequest } from '../slack-dependencies.ts';
import { type Action, readSummary } from './click.ts';

const changes: Readonly<Record<string, ResummarizeRequest['change']>> = {
  [actionIds.shorter]: 'shorter',
  [actionIds.longer]: 'longer',
  [actionIds.again]: 'again',
  [actionIds.retry]: 'again',
  [actionIds.refresh]: 'again',
};

/** Shorter, Longer, Again, Retry and Refresh: one job each, whose progress shows in the message itself. */
export const resummarize: Action = {
  actionIds: Object.keys(changes),
  needs: 'summary.change',
  isStoredFirst: true,
  async run(click, services) {
    const change = changes[click.actionId];
    if (change === undefined) return;
    const reference = parseSummaryReference(click.value);
    const target = reference === null ? 'a button that says nothing' : `summary ${reference.summaryId}`;
    await services.access.change(click, { action: 'summary.change', target }, async () => {
      const summary = await readSummary(reference, click, services);
      const { id: summaryId, revision } = summary;
      const { accepted } = await services.resummarize({ summaryId, revision, change, userId: click.userId });
      if (!accepted) {
        throw new AppError({
          code: 'already_running',
          message: 'A new form of this summary is already on its way.',
          hint: 'It replaces the message in a moment.',
        });
      }
      return { result: null, before: `form ${revision}`, after: `form ${revision + 1}, ${change}` };
    });
  },
};
