import { z } from 'zod';
import { optionKinds } from '../arguments/option-kinds.ts';
import { promptList } from '../blocks/prompts/prompt-list.ts';
import { createVerb } from '../run-verb.ts';

export const list = createVerb({
  name: 'list',
  usage: '[--share]',
  summary: 'shows every prompt and which version each label points to.',
  options: z.object({ share: optionKinds.switch() }),
  run: async ({ options }, _request, services) => ({
    report: promptList(await services.prompts.list()),
    share: options.share,
  }),
});
