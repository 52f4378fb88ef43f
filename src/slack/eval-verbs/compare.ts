import { z } from 'zod';
import { optionKinds } from '../arguments/option-kinds.ts';
import { evalComparisonReport } from '../blocks/evals/comparison-report.ts';
import { createVerb } from '../run-verb.ts';

export const compare = createVerb({
  name: 'compare',
  usage: 'A B [--share]',
  summary: 'measures the run B against the run A.',
  options: z.object({ share: optionKinds.switch() }),
  words: { min: 2, max: 2 },
  async run({ words: [a = '', b = ''], options }, request, { evals }) {
    const [first, second] = [await evals.find(a, request.teamId), await evals.find(b, request.teamId)];
    const report = await evals.compare(first, second);
    return { report: evalComparisonReport(first, second, report), share: options.share };
  },
});
