import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import { optionKinds } from '../arguments/option-kinds.ts';
import { baselineComparison } from '../blocks/baselines/baseline-comparison.ts';
import { comparisonMs } from '../promote-run.ts';
import { createVerb } from '../run-verb.ts';

export const compare = createVerb({
  name: 'compare',
  usage: 'DATASET TAG [AGAINST] [--share]',
  summary: 'measures one baseline against another, the promoted one where none is named.',
  options: z.object({ share: optionKinds.switch() }),
  words: { min: 2, max: 3 },
  async run({ words: [word = '', tag = '', other], options }, _request, { baselines, outside }) {
    const dataset = word.toLowerCase();
    const candidate = await baselines.find(dataset, tag);
    const promoted = (await baselines.list(dataset)).promoted[0]?.tag ?? null;
    const wanted = other ?? promoted;
    if (wanted === null || wanted === candidate.tag) {
      throw new AppError({
        code: 'bad_arguments',
        message: wanted === null ? `Nothing is promoted on ${dataset}.` : `${wanted} is the promoted baseline itself.`,
        hint: 'Name the other one: compare DATASET TAG AGAINST.',
      });
    }
    const against = await baselines.find(dataset, wanted);
    const verdict = await baselines.compare(candidate, against, outside.clock.timeout(comparisonMs));
    return { report: baselineComparison(candidate, against, verdict), share: options.share };
  },
});
