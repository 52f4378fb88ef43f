import { memoryScores } from '../../support/memory-scores.ts';
import { openTempStore } from '../../support/temp-store.ts';
import { describeScoreStore } from './score-store.contract.ts';

describeScoreStore('SQLite', async () => {
  const temp = await openTempStore();
  return { scores: temp.store.scores, [Symbol.asyncDispose]: () => temp[Symbol.asyncDispose]() };
});

describeScoreStore('memory', async () => ({ scores: memoryScores(), [Symbol.asyncDispose]: async () => undefined }));
