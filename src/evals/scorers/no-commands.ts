import { findCommand } from '../../core/claims/commands-in-text.ts';
import type { Scorer } from '../../core/summary.ts';
import { draftItems } from '../draft-items.ts';
import { scoreItems } from '../score-items.ts';

export const noCommands: Scorer = {
  id: 'no_commands',
  summary: 'No entry passes on a shell or install command.',
  gate: true,
  score: ({ draft }) =>
    scoreItems(
      draftItems(draft),
      ({ text, head }) => (findCommand(`${head ?? ''} ${text}`) === null ? null : 'has a shell or install command'),
      'There are no commands.',
    ),
};
