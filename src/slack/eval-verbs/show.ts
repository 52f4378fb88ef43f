import { z } from 'zod';
import { optionKinds } from '../arguments/option-kinds.ts';
import { evalItemsReport } from '../blocks/evals/items-report.ts';
import { createVerb } from '../run-verb.ts';
import { drawEvalCard } from '../show-eval.ts';

export const show = createVerb({
  name: 'show',
  usage: 'RUN [--items] [--share]',
  summary: 'shows one run: figures by scorer; with --items its items, worst first.',
  options: z.object({ items: optionKinds.switch(), share: optionKinds.switch() }),
  words: { min: 1, max: 1 },
  async run({ words: [word = ''], options }, request, services) {
    const found = await services.evals.find(word, request.teamId);
    const report = options.items
      ? evalItemsReport(found, await services.evals.results(found.id), 0)
      : await drawEvalCard(found, services);
    return { report, share: options.share };
  },
});
