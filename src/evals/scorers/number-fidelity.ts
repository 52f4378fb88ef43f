import { visibleText } from '../../core/claims/cited-text.ts';
import { parseQuantities, quantityOccurs } from '../../core/claims/quantities.ts';
import type { Scorer } from '../../core/summary.ts';
import { draftItems } from '../draft-items.ts';
import { quoted, scoreItems } from '../score-items.ts';

/** Numbers with their units, however they are written: 1,200 = 1200 = 1.2k. Numbers of a theme may stand in its ideas. */
export const numberFidelity: Scorer = {
  id: 'number_fidelity',
  summary: 'Every number of the draft stands on the page, with its unit.',
  gate: true,
  score({ draft, evidence, themes }) {
    const onPage = parseQuantities(visibleText(evidence), evidence.language);
    return scoreItems(
      draftItems(draft),
      ({ text, head, part }) => {
        const theme = part === 'project' ? themes.find((candidate) => candidate.name === head) : undefined;
        const ofTheme = theme
          ? parseQuantities([...theme.pains, ...theme.successCriteria, ...theme.stack].join('\n'), evidence.language)
          : [];
        const wrong = parseQuantities(
          `${part === 'similar' ? `${head ?? ''}: ` : ''}${text}`,
          evidence.language,
        ).filter((quantity) => !quantityOccurs(quantity, [...onPage, ...ofTheme]));
        return wrong.length === 0
          ? null
          : `has numbers that the page does not have (${quoted(wrong.map((quantity) => quantity.raw))})`;
      },
      'Every number stands on the page.',
    );
  },
};
