import { z } from 'zod';
import { promptLabels } from '../../core/prompt-labels.ts';
import { optionKinds } from '../arguments/option-kinds.ts';
import { moveReport } from '../blocks/prompts/move-report.ts';
import { createVerb } from '../run-verb.ts';

export const rollback = createVerb({
  name: 'rollback',
  usage: 'NAME [--label prod|candidate|staging] [--reason "why"]',
  summary: 'points a label (prod) back to the version before; once more goes one further.',
  needs: 'prompt.rollback',
  options: z.object({
    label: optionKinds.choice(promptLabels).default('prod'),
    reason: optionKinds.text(500).optional(),
  }),
  words: { min: 1, max: 1 },
  async run({ words: [word = ''], options }, request, { access, prompts, homes }) {
    const { label, reason = null } = options;
    const name = await prompts.findName(word);
    const expectedVersion = await prompts.labels.current(name, label);
    const act = { action: 'prompt.rollback', target: `${name}@${label}`, reason } as const;
    const move = await access.change(request, act, async () => {
      const result = await prompts.labels.rollback({ name, label, expectedVersion, by: request.userId, reason });
      return { result, before: result.fromVersion, after: result.toVersion };
    });
    homes.changed();
    return { report: moveReport(move), share: false };
  },
});
