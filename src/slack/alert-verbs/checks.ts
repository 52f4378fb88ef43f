import { z } from 'zod';
import { checkReport } from '../blocks/alerts/check-report.ts';
import { optionKinds } from '../arguments/option-kinds.ts';
import { createVerb, type Verb } from '../run-verb.ts';

const check = createVerb({
  name: 'check',
  usage: '[RULE] [--share]',
  summary: 'checks all rules now, or one of them.',
  options: z.object({ share: optionKinds.switch() }),
  words: { min: 0, max: 1 },
  async run({ words: [id], options }, _request, { alerts }) {
    const result = await alerts.check(id?.toLowerCase());
    return { report: checkReport(result, alerts.types()), share: options.share };
  },
});

/** Verbs of `/alert` that look at this moment. */
export const alertChecks: readonly Verb[] = [check];
