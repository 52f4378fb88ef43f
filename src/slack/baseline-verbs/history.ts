import { z } from 'zod';
import { optionKinds } from '../arguments/option-kinds.ts';
import { baselineHistory } from '../blocks/baselines/baseline-history.ts';
import { createVerb } from '../run-verb.ts';

export const history = createVerb({
  name: 'history',
  usage: 'DATASET [SCORER] [--share]',
  summary: 'draws how scores of a dataset went from run to run.',
  options: z.object({ share: optionKinds.switch() }),
  words: { min: 1, max: 2 },
  async run({ words: [word = '', scorer = null], options }, request, { baselines }) {
    const dataset = word.toLowerCase();
    const points = await baselines.history(dataset, request.teamId);
    return { report: baselineHistory(dataset, points, scorer), share: options.share };
  },
});
