import { z } from 'zod';
import { optionKinds } from '../arguments/option-kinds.ts';
import { promptReport } from '../blocks/prompts/prompt-report.ts';
import { createVerb } from '../run-verb.ts';

export const show = createVerb({
  name: 'show',
  usage: 'NAME [LABEL or VERSION] [--share]',
  summary: 'shows what a version says, and who moved its labels when.',
  options: z.object({ share: optionKinds.switch() }),
  words: { min: 1, max: 2 },
  async run({ words: [name = '', version = 'prod'], options }, _request, { prompts }) {
    const found = await prompts.find(name, version);
    return { report: promptReport(found, await prompts.labels.history(found.name)), share: options.share };
  },
});
