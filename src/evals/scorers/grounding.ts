import type { Scorer } from '../../core/summary.ts';
import { draftItems } from '../draft-items.ts';
import { quoted, scoreItems } from '../score-items.ts';
import { supportOf } from '../support-of.ts';

/** The formula is in `core/claims/support.ts`; it always looks at the page's words, never at the facts'. */
export const grounding: Scorer = {
  id: 'grounding',
  summary: 'Every entry is carried by the snippets behind the facts it cites.',
  gate: true,
  score: (input) =>
    scoreItems(
      draftItems(input.draft),
      (item) => {
        const support = supportOf(item, input);
        if (support.supported) return null;
        if (support.flippedWord !== null)
          return `negates ${quoted([support.flippedWord])} where the page does not, or the other way round`;
        const missing = [...support.missingNumbers, ...support.missingNames, ...support.missingWords];
        return missing.length === 0
          ? 'says nothing that could be checked'
          : `is not carried by its sources (${quoted(missing)})`;
      },
      'Every entry is carried by its sources.',
    ),
};
