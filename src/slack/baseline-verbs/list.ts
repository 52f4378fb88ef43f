import { z } from 'zod';
import { optionKinds } from '../arguments/option-kinds.ts';
import { baselineList } from '../blocks/baselines/baseline-list.ts';
import { createVerb } from '../run-verb.ts';

export const list = createVerb({
  name: 'list',
  usage: '[DATASET] [--share]',
  summary: 'lists baselines, newest first, and which are promoted.',
  options: z.object({ share: optionKinds.switch() }),
  words: { min: 0, max: 1 },
  async run({ words: [word], options }, _request, { baselines }) {
    const dataset = word?.toLowerCase();
    const found = await baselines.list(dataset);
    return { report: baselineList(found.baselines, found.promoted, dataset), share: options.share };
  },
});
