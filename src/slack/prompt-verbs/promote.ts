import { z } from 'zod';
import { promptLabels } from '../../core/prompt-labels.ts';
import { optionKinds } from '../arguments/option-kinds.ts';
import { moveReport } from '../blocks/prompts/move-report.ts';
import { createVerb } from '../run-verb.ts';

export const promote = createVerb({
  name: 'promote',
  usage: 'NAME [LABEL or VERSION] [--label prod|candidate|staging] [--reason "why"] [--force]',
  summary: 'points a label (prod) to a version (the candidate), where the last eval allows it.',
  needs: 'prompt.promote',
  options: z.object({
    label: optionKinds.choice(promptLabels).default('prod'),
    reason: optionKinds.text(500).optional(),
    force: optionKinds.switch(),
  }),
  words: { min: 1, max: 2 },
  async run({ words: [word = '', wanted = 'candidate'], options }, request, { access, prompts, homes }) {
    const { label, reason = null, force } = options;
    const { name, version } = await prompts.find(word, wanted);
    const expectedVersion = await prompts.labels.current(name, label);
    const act = { action: 'prompt.promote', target: `${name}@${label}`, reason } as const;
    const move = await access.change(request, act, async () => {
      const by = request.userId;
      const result = await prompts.promote({ name, version, label, expectedVersion, by, reason, force });
      return { result, before: result.fromVersion, after: result.toVersion };
    });
    homes.changed();
    return { report: moveReport(move), share: false };
  },
});
