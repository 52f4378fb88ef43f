import type { ScoreOutbox, WaitingScore } from '../../src/core/score-outbox.ts';

/** What waits, as the real store keeps it. */
export function memoryOutbox(): ScoreOutbox {
  const rows = new Map<string, WaitingScore>();
  return {
    put(scores) {
      for (const score of scores) {
        rows.delete(score.id);
        rows.set(score.id, score);
      }
      return Promise.resolve();
    },
    list: (limit) => Promise.resolve([...rows.values()].slice(-limit)),
    waiting: (tokens) =>
      Promise.resolve(new Set([...rows.values()].map(({ token }) => token).filter((token) => tokens.includes(token)))),
    remove(tokens) {
      for (const { id, token } of rows.values()) if (tokens.includes(token)) rows.delete(id);
      return Promise.resolve();
    },
  };
}
