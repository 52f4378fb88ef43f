import { z } from 'zod';
import { optionKinds } from '../arguments/option-kinds.ts';
import { promptComparison } from '../blocks/prompts/prompt-comparison.ts';
import { reportModal } from '../blocks/report-modal.ts';
import { createVerb } from '../run-verb.ts';

export const diff = createVerb({
  name: 'diff',
  usage: 'NAME [A [B]] [--share]',
  summary: 'compares two versions, without words for them prod and candidate.',
  options: z.object({ share: optionKinds.switch() }),
  words: { min: 1, max: 3 },
  async run({ words: [name = '', a, b], options }, request, services) {
    const [first, second] = a === undefined ? ['prod', 'candidate'] : b === undefined ? ['prod', a] : [a, b];
    const report = promptComparison(await services.prompts.compare(name, first ?? '', second ?? ''));
    const { triggerId } = request;
    // A modal has more room; without a trigger there is none to open.
    if (options.share || triggerId === null) return { report, share: options.share };
    const view = reportModal('Prompt versions', report, services.reports.form());
    await services.calls.interactive((client) => client.views.open({ trigger_id: triggerId, view }));
    return null;
  },
});
