import { z } from 'zod';
import { optionKinds } from '../arguments/option-kinds.ts';
import { promptLabelOption } from '../arguments/prompt-labels.ts';
import { createVerb } from '../run-verb.ts';
import { startOrAsk } from '../show-eval.ts';

export const run = createVerb({
  name: 'run',
  usage:
    'DATASET [--sample N] [--seed S] [--prompt NAME@LABEL,…] [--baseline TAG] [--profile P] [--repeats K] [--fresh]',
  summary: 'answers and scores every item of a dataset; --fresh does not take answers of earlier runs.',
  needs: 'eval.run',
  options: z.object({
    sample: optionKinds.count(1, 10_000).optional(),
    seed: optionKinds.count(0, 999_999_999).default(1),
    prompt: promptLabelOption().optional(),
    baseline: optionKinds.text(40).optional(),
    profile: optionKinds.text(60).optional(),
    repeats: optionKinds.count(1, 10).default(1),
    fresh: optionKinds.switch(),
  }),
  words: { min: 1, max: 1 },
  async run({ words: [dataset = ''], options }, request, services) {
    if (options.baseline !== undefined) await services.baselines.find(dataset.toLowerCase(), options.baseline);
    const plan = await services.evals.plan(
      {
        dataset: dataset.toLowerCase(),
        sample: options.sample ?? null,
        seed: options.seed,
        labels: options.prompt ?? {},
        profile: options.profile ?? null,
        baseline: options.baseline ?? null,
        repeats: options.repeats,
        isFresh: options.fresh,
      },
      request,
    );
    const where = { channelId: request.channelId, threadTs: request.threadTs };
    const question = await startOrAsk(plan, request, where, services);
    return question && { report: question, share: false };
  },
});
