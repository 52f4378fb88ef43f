import type { IntakeOutcome } from '../../core/intake.ts';
import { hostOf } from '../../core/url.ts';
import type { SlackMessage } from './failure-message.ts';
import { renderNote } from './note-message.ts';

/** Says which links will not be read and why, and what has to wait; null where all is read now. */
export function renderIntakeNote({ skipped, later }: Pick<IntakeOutcome, 'skipped' | 'later'>): SlackMessage | null {
  const lines = skipped.map(({ url, reason }) => `${hostOf(url) ?? 'link'}: ${reason}`);
  if (lines.length === 0) return later === undefined ? null : renderNote(later);
  return renderNote('Not every link will be read:', later === undefined ? lines : [...lines, later]);
}
