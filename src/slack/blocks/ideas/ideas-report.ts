import type { Idea } from '../../../core/idea.ts';
import { actionIds, button } from '../button.ts';
import { plural } from '../format-figures.ts';
import { linkable } from '../page-address.ts';
import { plainMarkup } from '../plain-markup.ts';
import type { Report, ReportPart } from '../report.ts';

/** The board: ideas by theme, the most voted first, each with the way to vote and to take it on. */
export function ideasReport(ideas: readonly Idea[]): Report {
  const parts = ideas.flatMap((idea, index): ReportPart[] => [
    ...(ideas[index - 1]?.theme === idea.theme ? [] : [{ kind: 'heading' as const, text: idea.theme }]),
    { kind: 'row', mrkdwn: rowOf(idea), button: button(actionIds.ideaOpen, 'Open', idea.id) },
  ]);
  return {
    title: 'Ideas for our projects',
    parts: [
      ...(ideas.length === 0
        ? [{ kind: 'text' as const, text: 'There are no ideas yet in the channels that you can read.' }]
        : parts),
      {
        kind: 'note',
        text: `n = ${plural(ideas.length, 'idea')} · by theme, most votes first · /links ideas --csv sends a file`,
      },
    ],
  };
}

function rowOf({ text, voteCount, claimedBy, url }: Idea): string {
  const address = linkable(url);
  const from = address === null ? [] : [plainMarkup(address.host, 60)];
  const taken = claimedBy !== null && /^[UW][A-Z0-9]+$/.test(claimedBy) ? [`taken on by <@${claimedBy}>`] : ['free'];
  return `${plainMarkup(text, 400)}\n${[plural(voteCount, 'vote'), ...taken, ...from].join(' · ')}`;
}
