import { z } from 'zod';
import { optionKinds } from '../arguments/option-kinds.ts';
import { promotionReport } from '../blocks/baselines/promotion-report.ts';
import { promoteRun } from '../promote-run.ts';
import { createVerb } from '../run-verb.ts';

export const promote = createVerb({
  name: 'promote',
  usage: 'DATASET TAG [--reason "why"] [--force]',
  summary:
    'makes a baseline what runs are measured against, and its prompts what runs; a verdict other than PASS needs a reason.',
  needs: 'baseline.promote',
  options: z.object({ reason: optionKinds.text(500).optional(), force: optionKinds.switch() }),
  words: { min: 2, max: 2 },
  async run({ words: [word = '', tag = ''], options }, request, services) {
    const { runId, dataset } = await services.baselines.find(word.toLowerCase(), tag);
    const { reason = null, force } = options;
    const promotion = await promoteRun(
      { runId, dataset, revision: null, from: null, reason, force },
      request,
      services,
    );
    return { report: promotionReport(promotion), share: false };
  },
});
