import type { MonitorScorer } from '../plugins.ts';

/** Turns of an app within which it must not say the same again. */
const window = 3;

export const stalemate: MonitorScorer = {
  id: 'stalemate',
  summary: 'an app does not say the same again within three of its turns',
  needs: 'conversation',
  async score({ conversation }) {
    const said = (conversation?.turns ?? [])
      .filter(({ isBot }) => isBot)
      .map(({ text }) => text.toLowerCase().replace(/\s+/gu, ' ').trim())
      .filter((text) => text !== '');
    const repeated = said.some((text, index) => said.slice(Math.max(0, index - window + 1), index).includes(text));
    return repeated
      ? { value: 0, passed: false, reason: 'The app said the same twice within three of its turns.' }
      : { value: 1, passed: true, reason: 'The app did not repeat itself.' };
  },
};
