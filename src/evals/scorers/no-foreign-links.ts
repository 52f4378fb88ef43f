import { findForeignLinks } from '../../core/claims/links-in-text.ts';
import { ownPageOf } from '../../core/claims/unpostable.ts';
import type { Scorer } from '../../core/summary.ts';
import { draftItems } from '../draft-items.ts';
import { scoreItems } from '../score-items.ts';

/** Also links that stand on the page: that a page has a link does not make it safe to pass on. */
export const noForeignLinks: Scorer = {
  id: 'no_foreign_links',
  summary: 'No address but the shared page itself stands in the draft, in any spelling.',
  gate: true,
  score({ draft, evidence }) {
    const page = ownPageOf(evidence);
    return scoreItems(
      draftItems(draft),
      ({ text, head }) =>
        findForeignLinks(`${head ?? ''} ${text}`, page).length > 0 ? 'has a link that is not the shared page' : null,
      'There is no link to anywhere else.',
    );
  },
};
