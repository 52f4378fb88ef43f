import { z } from 'zod';
import { optionKinds } from '../arguments/option-kinds.ts';
import { promotionReport } from '../blocks/baselines/promotion-report.ts';
import { rollBackBaseline } from '../promote-run.ts';
import { createVerb } from '../run-verb.ts';

export const rollback = createVerb({
  name: 'rollback',
  usage: 'DATASET [--reason "why"]',
  summary: 'takes the newest promotion back, baseline and labels; once more goes one further.',
  needs: 'baseline.rollback',
  options: z.object({ reason: optionKinds.text(500).optional() }),
  words: { min: 1, max: 1 },
  async run({ words: [word = ''], options }, request, services) {
    const promotion = await rollBackBaseline(word.toLowerCase(), options.reason ?? null, request, services);
    return { report: promotionReport(promotion), share: false };
  },
});
