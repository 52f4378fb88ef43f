import { z } from 'zod';
import { optionKinds } from '../arguments/option-kinds.ts';
import { evalRunsReport } from '../blocks/evals/runs-report.ts';
import { createVerb } from '../run-verb.ts';

export const list = createVerb({
  name: 'list',
  usage: '[DATASET] [--limit 10] [--share]',
  summary: 'lists runs, newest first.',
  options: z.object({ limit: optionKinds.count(1, 30).default(10), share: optionKinds.switch() }),
  words: { min: 0, max: 1 },
  async run({ words: [dataset], options }, request, { evals }) {
    const runs = await evals.list({
      teamId: request.teamId,
      limit: options.limit,
      ...(dataset === undefined ? {} : { dataset: dataset.toLowerCase() }),
    });
    return { report: evalRunsReport(runs, dataset ?? null), share: options.share };
  },
});
