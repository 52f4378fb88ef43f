import { visibleText } from '../../core/claims/cited-text.ts';
import { createNameIndex, findNames } from '../../core/claims/names.ts';
import type { Scorer } from '../../core/summary.ts';
import { ideaFreeWords } from '../idea-words.ts';
import { draftItems } from '../draft-items.ts';
import { quoted, scoreItems } from '../score-items.ts';

/** Names of people, products and versions. Ideas may also use the names of configured themes; a similar technology must be named by the page. */
export const nameFidelity: Scorer = {
  id: 'name_fidelity',
  summary: 'Every name of the draft stands on the page or in a configured theme.',
  gate: true,
  score({ draft, evidence, themes }) {
    const text = visibleText(evidence);
    const onPage = createNameIndex(text);
    const inThemes = createNameIndex(
      themes
        .flatMap((theme) => [theme.name, ...theme.pains, ...theme.stack, ...theme.successCriteria, ...theme.keywords])
        .join('\n'),
    );
    // "Try …" opens an idea; it is no name.
    const planning = ideaFreeWords(undefined);
    return scoreItems(
      draftItems(draft),
      ({ text: entry, head, part }) => {
        const heads =
          part === 'similar' && head !== null
            ? head.split(/[\s,;/()]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word))
            : [];
        const wrong = [
          ...heads.filter((word) => !onPage.has(word)),
          ...findNames(entry, evidence.language).filter(
            (name) =>
              !onPage.has(name) && !(part === 'project' && (inThemes.has(name) || planning.has(name.toLowerCase()))),
          ),
        ];
        return wrong.length === 0 ? null : `has names that the page does not have (${quoted([...new Set(wrong)])})`;
      },
      'Every name stands on the page.',
    );
  },
};
