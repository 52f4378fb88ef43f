import { AppError } from '../../core/errors.ts';
import { actionIds } from '../blocks/button.ts';
import { parseMoveReference } from '../blocks/prompts/move-reference.ts';
import { moveReport } from '../blocks/prompts/move-report.ts';
import type { Action } from './click.ts';

/** Undo under a label that moved; refused once it has moved again. */
export const undoPrompt: Action = {
  actionIds: [actionIds.undoPrompt],
  needs: 'prompt.undo',
  async run(click, { access, prompts, reports, homes }) {
    const reference = parseMoveReference(click.value);
    if (reference === null) {
      throw new AppError({ code: 'stale_button', message: 'I no longer know this move.', hint: 'See /prompt show.' });
    }
    const { name, label } = reference;
    const act = { action: 'prompt.undo', target: `${name}@${label}` } as const;
    const move = await access.change(click, act, async () => {
      const result = await prompts.labels.undo(reference, click.userId, null);
      return { result, before: result.fromVersion, after: result.toVersion };
    });
    homes.changed();
    await reports.tell(click.person, moveReport(move));
  },
};
