import { hostOf } from '../../core/url.ts';
import type { SlackMessage } from './failure-message.ts';
import { renderNote } from './note-message.ts';

/** Says which links will not be read and why; null where all will. */
export function renderSkipped(skipped: readonly { url: string; reason: string }[]): SlackMessage | null {
  if (skipped.length === 0) return null;
  return renderNote(
    'Not every link will be read:',
    skipped.map(({ url, reason }) => `${hostOf(url) ?? 'link'}: ${reason}`),
  );
}
