import { z } from 'zod';
import { optionKinds } from '../arguments/option-kinds.ts';
import { statsReport } from '../blocks/datasets/stats-report.ts';
import { createVerb } from '../run-verb.ts';

export const stats = createVerb({
  name: 'stats',
  usage: 'NAME [--share]',
  summary: 'shows counts, the distribution of scores and the query types of a dataset.',
  options: z.object({ share: optionKinds.switch() }),
  words: { min: 1, max: 1 },
  async run({ words: [word = ''], options }, _request, { datasets }) {
    const dataset = await datasets.find(word.toLowerCase());
    return { report: statsReport(dataset, await datasets.stats(dataset.name)), share: options.share };
  },
});
