import { z } from 'zod';
import { optionKinds } from '../arguments/option-kinds.ts';
import { datasetList } from '../blocks/datasets/dataset-list.ts';
import { createVerb } from '../run-verb.ts';

export const list = createVerb({
  name: 'list',
  usage: '[--share]',
  summary: 'shows every dataset and how many candidates wait.',
  options: z.object({ share: optionKinds.switch() }),
  run: async ({ options }, _request, { datasets }) => ({
    report: datasetList(await datasets.list()),
    share: options.share,
  }),
});
