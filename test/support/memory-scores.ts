import { AppError } from '../../src/core/errors.ts';
import type { ScoreRecord, ScoreStore } from '../../src/core/score-record.ts';

/** Scores kept in a map; held to the same contract as the store's. */
export function memoryScores(): ScoreStore & { all(): ScoreRecord[] } {
  const byId = new Map<string, ScoreRecord>();
  return {
    all: () => [...byId.values()],
    async put(records) {
      const bad = records.find(({ value }) => !(value >= 0 && value <= 1));
      if (bad) throw new AppError({ code: 'bad_score', message: `${bad.name} is ${bad.value}` });
      for (const record of records) byId.set(record.id, record);
    },
    async window({ name, fromMs, toMs, channelId, origin }) {
      const found = [...byId.values()]
        .filter((record) => record.name === name && record.happenedAt >= fromMs && record.happenedAt < toMs)
        .filter((record) => channelId === undefined || record.channelId === channelId)
        .filter((record) => origin === undefined || record.origin === origin)
        .sort((a, b) => a.value - b.value || b.happenedAt - a.happenedAt || (a.id < b.id ? -1 : 1));
      const sum = found.reduce((total, { value }) => total + value, 0);
      return {
        n: found.length,
        avg: found.length === 0 ? null : sum / found.length,
        min: found[0]?.value ?? null,
        worst: found.slice(0, 3),
      };
    },
    ofTrace: async (traceId) =>
      [...byId.values()]
        .filter((record) => record.traceId === traceId)
        .sort((a, b) =>
          a.name < b.name ? -1 : a.name > b.name ? 1 : a.scoredAt - b.scoredAt || (a.id < b.id ? -1 : 1),
        ),
  };
}
