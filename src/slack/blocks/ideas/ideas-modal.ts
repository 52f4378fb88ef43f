import type { KnownBlock, ModalView } from '@slack/types';
import type { Idea } from '../../../core/idea.ts';
import { actionIds, button } from '../button.ts';
import { plural } from '../format-figures.ts';
import { literal } from '../literal.ts';
import { formatIdeaClaim } from './idea-claim.ts';
import { rich } from '../rich-text.ts';

/** A modal takes 100 blocks; each idea takes three. */
const maxIdeas = 30;

/** The ideas of one summary, each to vote on and to take on. */
export function renderIdeasModal(ideas: readonly Idea[], viewerId: string): ModalView {
  const blocks = ideas.slice(0, maxIdeas).flatMap((idea): KnownBlock[] => {
    const { theme, text, voteCount, claimedBy, id } = idea;
    const isMine = claimedBy === viewerId;
    return [
      rich.block(
        rich.section(rich.bold(literal(theme, 80)), rich.text(` — ${literal(text, 700)}`)),
        ...(claimedBy === null ? [] : [rich.section(rich.text('Taken on by '), rich.user(claimedBy))]),
      ),
      {
        type: 'actions',
        block_id: `idea-${id}`,
        elements: [
          {
            ...button(actionIds.ideaVote, voteCount === 0 ? '👍 Vote' : `👍 ${voteCount}`, id),
            accessibility_label: `Vote for this idea, ${plural(voteCount, 'vote')} so far`,
          },
          ...(claimedBy === null || isMine
            ? [
                button(
                  actionIds.ideaClaim,
                  isMine ? 'Give up' : 'Take it on',
                  formatIdeaClaim({ id, isWanted: !isMine }),
                ),
              ]
            : []),
        ],
      },
    ];
  });
  return {
    type: 'modal',
    callback_id: 'ideas',
    title: { type: 'plain_text', text: 'Ideas', emoji: false },
    close: { type: 'plain_text', text: 'Close', emoji: false },
    blocks:
      blocks.length > 0
        ? blocks
        : [rich.block(rich.section(rich.text('This summary has no ideas for your projects.')))],
  };
}
