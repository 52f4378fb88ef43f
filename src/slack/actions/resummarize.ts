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
};

/** Shorter, Longer, Again and Retry: one job each, whose progress shows in the message itself. */
export const resummarize: Action = {
  actionIds: Object.keys(changes),
  isStoredFirst: true,
  async run(click, services) {
    const change = changes[click.actionId];
    if (change === undefined) return;
    services.access.requireMember(click);
    const summary = await readSummary(parseSummaryReference(click.value), click, services);
    const { accepted } = await services.resummarize({
      summaryId: summary.id,
      revision: summary.revision,
      change,
      userId: click.userId,
    });
    if (!accepted) {
      throw new AppError({
        code: 'already_running',
        message: 'A new form of this summary is already on its way.',
        hint: 'It replaces the message in a moment.',
      });
    }
  },
};
