import { actionIds } from '../blocks/button.ts';
import { undoPromotion } from '../promote-run.ts';
import type { Action } from './click.ts';

/** Undo on the card of a promoted run: label and baseline go back where neither has moved since. */
export const undoPromotionAction: Action = {
  actionIds: [actionIds.undoPromotion],
  needs: 'baseline.undo',
  async run(click, services) {
    await undoPromotion(click.value ?? '', click, services);
  },
};
