import { findSlackToken } from '../../core/claims/slack-tokens.ts';
import type { Scorer } from '../../core/summary.ts';
import { draftItems } from '../draft-items.ts';
import { scoreItems } from '../score-items.ts';

export const slackFormatting: Scorer = {
  id: 'slack_formatting',
  summary: 'No line breaks, control sequences, markup or invisible characters in any entry.',
  gate: true,
  score: ({ draft }) =>
    scoreItems(
      draftItems(draft),
      ({ text, head }) => {
        const token = findSlackToken(text) ?? (head === null ? null : findSlackToken(head));
        return token === null ? null : `has ${token}`;
      },
      'Every entry is plain text.',
    ),
};
