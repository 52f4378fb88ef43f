import { stemOf } from '../../core/claims/stems.ts';
import type { ProjectTheme, Scorer } from '../../core/summary.ts';
import { contentWords } from '../../core/words.ts';
import { quoted } from '../score-items.ts';

/**
 * Value 1 where an idea stands under the expected theme; 0.5 where none does but the ideas' own text has its name or one of its keywords;
 * else 0. Nothing is said where no theme is expected.
 */
export const expectedTheme: Scorer = {
  id: 'expected_theme',
  summary: 'An idea stands under the theme that the dataset item expects.',
  gate: false,
  score({ draft, themes, expected }) {
    const wanted = expected?.theme ?? null;
    if (wanted === null) return null;
    const name = quoted([wanted]);
    const isWanted = (theme: string): boolean => theme.toLowerCase() === wanted.toLowerCase();
    if (draft.projects.some(({ theme }) => isWanted(theme)))
      return { value: 1, passed: true, reason: `An idea stands under ${name}.` };
    const theme = themes.find((candidate) => isWanted(candidate.name));
    const said = draft.projects.map(({ text }) => text).join('\n');
    if (theme && speaksOf(said, theme))
      return { value: 0.5, passed: false, reason: `An idea speaks of ${name} under another theme.` };
    const count = draft.projects.length;
    const reason =
      count === 0 ? `There are no ideas; one under ${name} was expected.` : `None of ${count} ideas is under ${name}.`;
    return { value: 0, passed: false, reason };
  },
};

/** True where the text has all words of the theme's name, or of one of its keywords. */
function speaksOf(text: string, { name, keywords }: ProjectTheme): boolean {
  const words = new Set(contentWords(text).map(stemOf));
  return [name, ...keywords].some((phrase) => {
    const stems = contentWords(phrase).map(stemOf);
    return stems.length > 0 && stems.every((stem) => words.has(stem));
  });
}
