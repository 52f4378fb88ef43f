import { memoryScores } from '../../support/memory-scores.ts';
import { openTempStore } from '../../support/temp-store.ts';
import { dialects } from '../../support/test-databases.ts';
import { describeScoreStore } from './score-store.contract.ts';

for (const dialect of dialects) {
  describeScoreStore(dialect, async () => {
    const temp = await openTempStore({ dialect });
    return { scores: temp.store.scores, [Symbol.asyncDispose]: () => temp[Symbol.asyncDispose]() };
  });
}

describeScoreStore('memory', async () => ({ scores: memoryScores(), [Symbol.asyncDispose]: async () => undefined }));
