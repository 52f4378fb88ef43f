import type { RichTextElement } from '@slack/types';
import type { StoredSummary } from '../../core/ports.ts';
import type { KnownPage } from '../../core/summary.ts';
import { actionIds, button } from './button.ts';
import type { SlackMessage } from './failure-message.ts';
import { fallbackText } from './fallback-text.ts';
import { formatDate, plural } from './format-figures.ts';
import { literal } from './literal.ts';
import { linkable } from './page-address.ts';
import { rich } from './rich-text.ts';
import { renderSummaryMenu } from './summary-menu.ts';
import { formatSummaryReference } from './summary-reference.ts';

/** The reply where a page was summarized before: where, by whom and when, what it said, and what changed on the page since. */
export function renderKnownPage(
  summary: Pick<StoredSummary, 'id' | 'revision' | 'failure'>,
  known: KnownPage,
): SlackMessage {
  const title = literal(known.title, 150) || 'This page';
  const reference = { summaryId: summary.id, revision: summary.revision };
  const value = formatSummaryReference(reference);
  const address = linkable(known.address ?? undefined);
  const thread: RichTextElement = address === null ? rich.text('its thread') : rich.link(address.url, 'its thread');
  const date = formatDate(new Date(known.postedAt).toISOString());
  const poster = known.posterName === null ? '' : ` by ${literal(known.posterName, 80)}`;
  const changes = describeChange(known);
  const hasChanges = known.change !== null && known.change.changed + known.change.added + known.change.removed > 0;
  const tldr = literal(known.tldr.join(' '), 1500);
  const failure =
    summary.failure === null
      ? []
      : [rich.section(rich.text(literal(`A new form could not be made: ${summary.failure.message}`, 400)))];
  return {
    text: fallbackText(`${title} was summarized before, on ${date}. ${changes}`),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: title, emoji: false } },
      ...rich.blocks([
        rich.section(
          rich.bold('Summarized before: '),
          rich.text('see '),
          thread,
          rich.text(' in '),
          ...(known.channelId.startsWith('D') ? [rich.text('this direct message')] : [rich.channel(known.channelId)]),
          rich.text(`, posted${poster} on ${date}.`),
        ),
        ...(tldr === '' ? [] : [rich.quote(rich.text(tldr))]),
        rich.section(rich.text(changes)),
        ...failure,
      ]),
      {
        type: 'actions',
        elements: [
          button(actionIds.refresh, 'Refresh', value),
          ...(hasChanges ? [button(actionIds.whatChanged, 'What changed', value)] : []),
          renderSummaryMenu(reference),
        ],
      },
    ],
  };
}

function describeChange({ change, problem }: KnownPage): string {
  if (problem !== null) return `The page could not be read again now: ${problem}`;
  if (change === null) return 'What changed on the page since cannot be told: its earlier text is no longer kept.';
  const { changed, added, removed, unchanged } = change;
  const parts = [
    changed === 0 ? '' : `${plural(changed, 'paragraph')} changed`,
    added === 0 ? '' : `${plural(added, 'paragraph')} added`,
    removed === 0 ? '' : `${plural(removed, 'paragraph')} removed`,
  ].filter((part) => part !== '');
  if (parts.length === 0) return `The page has not changed since: ${plural(unchanged, 'paragraph')} compared.`;
  return `On the page since then: ${parts.join(', ')} (of ${unchanged + changed + removed}).`;
}
