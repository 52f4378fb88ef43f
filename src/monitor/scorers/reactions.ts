import type { MonitorScorer } from '../plugins.ts';

const positive = new Set(
  '+1 thumbsup heart heart_eyes tada rocket fire clap raised_hands pray star star2 100 white_check_mark ok_hand muscle smile joy bulb sparkles'.split(
    ' ',
  ),
);
const negative = new Set(
  '-1 thumbsdown x confused facepalm disappointed cry sob angry rage no_entry no_entry_sign thinking_face warning shrug'.split(
    ' ',
  ),
);
const skinTone = /::skin-tone-\d$/;

/** Reactions as a signal: the share of those that are positive, one half where nobody reacted. */
export const reactions: MonitorScorer = {
  id: 'reactions',
  summary: 'how people react to what an app said, by emoji',
  needs: 'conversation',
  async score({ conversation }) {
    const turns = conversation?.turns ?? [];
    const bots = turns.filter(({ isBot }) => isBot);
    let up = 0;
    let down = 0;
    for (const { name, count } of (bots.length > 0 ? bots : turns).flatMap((turn) => turn.reactions)) {
      const plain = name.replace(skinTone, '');
      if (positive.has(plain)) up += count;
      if (negative.has(plain)) down += count;
    }
    const value = up + down === 0 ? 0.5 : up / (up + down);
    return { value, passed: value >= 0.5, reason: `${up} positive and ${down} negative reactions.` };
  },
};
