import { stemOf } from '../../core/claims/stems.ts';
import { isCompleteSentence } from '../../core/sentences.ts';
import type { ComposeReplyAnswer, ComposeReplyInput } from '../../core/stages.ts';
import type { ProjectTheme } from '../../core/summary.ts';
import { contentWords, splitWords } from '../../core/words.ts';
import type { FactSentence } from './compose-reply.ts';
import { ideaTemplatesFor } from './idea-templates.ts';

type Idea = ComposeReplyAnswer['projects'][number];

/** Ideas that shared words may give; more of the same kind would only repeat the summary. */
const maxIdeas = 5;
/** A full reply has at least so many ideas, or none. */
export const minIdeas = 3;
const maxPerTheme = 2;
/** Content words of a statement that is worth quoting. */
const minWords = 5;

interface Match {
  theme: ProjectTheme;
  sentence: FactSentence;
  /** The theme's word that the sentence has; null where they share nothing. */
  word: string | null;
  weight: number;
}

/**
 * Ideas by shared words: a theme and a fact that uses the theme's keywords, stack or name. None where no word is shared. The full form wants
 * three or nothing, so one or two are filled up with the statements nearest to a theme.
 */
export function draftIdeas(sentences: readonly FactSentence[], input: ComposeReplyInput): Idea[] {
  const { loose } = ideaTemplatesFor(input.language);
  const usable = sentences.filter(
    ({ text, leans }) =>
      leans !== 2 &&
      text.length <= 300 &&
      contentWords(text).length >= minWords &&
      isCompleteSentence(loose(text), input.language),
  );
  if (input.themes.length === 0 || usable.length === 0) return [];
  const matches = input.themes
    .flatMap((theme) => usable.map((sentence) => matchTheme(theme, sentence)))
    .sort((a, b) => b.weight - a.weight || a.sentence.factId - b.sentence.factId);
  const taken = new Set<number>();
  const perTheme = new Map<string, number>();
  const chosen: Match[] = [];
  const take = (limit: number, most: number, accepts: (match: Match) => boolean): void => {
    for (const match of matches) {
      const count = perTheme.get(match.theme.name) ?? 0;
      if (chosen.length >= limit || count >= most || taken.has(match.sentence.factId) || !accepts(match)) continue;
      chosen.push(match);
      taken.add(match.sentence.factId);
      perTheme.set(match.theme.name, count + 1);
    }
  };
  const isShared = (match: Match): boolean => match.word !== null;
  // Every theme that fits once, before any a second time.
  take(maxIdeas, 1, isShared);
  take(maxIdeas, maxPerTheme, isShared);
  if (chosen.length > 0 && input.form === 'full') {
    take(minIdeas, minIdeas, isShared);
    take(minIdeas, 1, () => true);
    take(minIdeas, minIdeas, () => true);
  }
  return chosen.map((match, index) => render(match, index, input.language));
}

function render({ theme, sentence, word }: Match, index: number, language: string): Idea {
  const templates = ideaTemplatesFor(language);
  const template = templates.shared[index % templates.shared.length];
  const idea = word === null || !template ? templates.loose(sentence.text) : template(word, sentence.text);
  return { theme: theme.name, idea, fact_ids: [sentence.factId] };
}

function matchTheme(theme: ProjectTheme, sentence: FactSentence): Match {
  const words = splitWords(sentence.text).map(stemOf);
  const found = [...new Set([...theme.keywords, ...theme.stack, theme.name].map((word) => word.toLowerCase()))].filter(
    (word) => hasPhrase(words, word),
  );
  // As the sentence has it where possible; then the longest, which says the most: "vector search" rather than "search".
  const plain = ` ${splitWords(sentence.text).join(' ')} `;
  const isLiteral = (phrase: string): number => Number(plain.includes(` ${splitWords(phrase).join(' ')} `));
  const word = found.sort((a, b) => isLiteral(b) - isLiteral(a) || b.length - a.length)[0] ?? null;
  const background = new Set(contentWords([...theme.pains, ...theme.successCriteria].join(' ')).map(stemOf));
  const near = new Set(words.filter((stem) => background.has(stem))).size;
  const weight =
    found.length +
    0.25 * near +
    0.3 * sentence.strength -
    (sentence.leans === 1 ? 0.2 : 0) -
    sentence.text.length / 1000;
  return { theme, sentence, word, weight };
}

function hasPhrase(stems: readonly string[], phrase: string): boolean {
  const wanted = splitWords(phrase).map(stemOf);
  if (wanted.length === 0) return false;
  return stems.some((_stem, start) => wanted.every((word, offset) => stems[start + offset] === word));
}
