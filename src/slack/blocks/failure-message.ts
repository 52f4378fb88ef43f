import type { KnownBlock } from '@slack/types';
import type { StoredSummary } from '../../core/ports.ts';
import { hostOf } from '../../core/url.ts';
import { actionIds, button } from './button.ts';
import { fallbackText } from './fallback-text.ts';
import { literal } from './literal.ts';
import { rich } from './rich-text.ts';
import { renderSummaryMenu } from './summary-menu.ts';
import { formatSummaryReference } from './summary-reference.ts';

export interface SlackMessage {
  /** What notifications, screen readers and search see; escaped. */
  text: string;
  blocks: KnownBlock[];
}

/** What a failure note needs of a summary. */
export type FailedSummary = Pick<StoredSummary, 'id' | 'revision' | 'url' | 'failure' | 'traceId'>;

/** What happened, what to do, a short id and a Retry button. Nothing of the page is in it, not even its title. */
export function renderFailure(summary: FailedSummary): SlackMessage {
  const host = hostOf(summary.url);
  const what = `No summary of ${host === null ? 'this link' : `the link to ${literal(host, 100)}`}`;
  const message = literal(summary.failure?.message ?? 'The draft did not pass its checks.', 600);
  const hint = literal(summary.failure?.hint ?? '', 600);
  return {
    text: fallbackText(`${what}: ${message}`),
    blocks: [
      rich.block(
        rich.section(rich.bold(`${what}. `), rich.text(message)),
        ...(hint === '' ? [] : [rich.section(rich.text(hint))]),
      ),
      {
        type: 'context',
        elements: [
          { type: 'plain_text', text: `Id for questions: ${shortId(summary.traceId || summary.id)}`, emoji: false },
        ],
      },
      {
        type: 'actions',
        elements: [
          button(
            actionIds.retry,
            'Retry',
            formatSummaryReference({ summaryId: summary.id, revision: summary.revision }),
          ),
          renderSummaryMenu({ summaryId: summary.id, revision: summary.revision }),
        ],
      },
    ],
  };
}

/** The first eight characters of a trace id: enough to find it, short enough to read out. */
function shortId(traceId: string): string {
  return literal(traceId, 100).replaceAll('-', '').slice(0, 8) || 'none';
}
