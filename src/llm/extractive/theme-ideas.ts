import { negators } from '../../core/claims/negation.ts';
import { parseQuantities } from '../../core/claims/quantities.ts';
import { stemOf } from '../../core/claims/stems.ts';
import { isCompleteSentence } from '../../core/sentences.ts';
import type { ComposeReplyAnswer, ComposeReplyInput } from '../../core/stages.ts';
import type { ProjectTheme } from '../../core/summary.ts';
import { contentWords, splitWords } from '../../core/words.ts';
import type { FactSentence } from './compose-reply.ts';
import { ideaTemplatesFor } from './idea-templates.ts';

type Idea = ComposeReplyAnswer['projects'][number];

/** Ideas that shared words may give; more of the same kind would only repeat the summary. */
const maxIdeas = 4;
/** A full reply has at least so many ideas, or none. */
export const minIdeas = 3;
const maxPerTheme = 2;
/** Content words of a statement that is worth quoting. */
const minWords = 5;
/** Words that a statement shares with a pain or a goal before it is set beside it; one alone is chance. */
const minSharedWords = 2;
/** A page on a theme uses its words in so many sentences, or in its title. */
const minMentions = { full: 3, short: 2 } as const;

interface Match {
  theme: ProjectTheme;
  sentence: FactSentence;
  /** The theme's word that the sentence has. */
  word: string;
  weight: number;
}

/**
 * Ideas by shared words: a theme that the page as a whole is about, and a fact that uses the theme's keywords, stack or name. None where no
 * theme fits; in the full form none rather than fewer than three.
 * @param inTldr places of sentences that the reply has at its top already; ideas come from the others while there are enough
 */
export function draftIdeas(
  sentences: readonly FactSentence[],
  input: ComposeReplyInput,
  inTldr: ReadonlySet<number>,
): Idea[] {
  const matches = input.themes
    .flatMap((theme) => matchesOf(theme, sentences, input))
    .map((match) => (inTldr.has(sentences.indexOf(match.sentence)) ? { ...match, weight: match.weight - 1 } : match))
    .sort((a, b) => b.weight - a.weight || a.sentence.factId - b.sentence.factId);
  const chosen: Match[] = [];
  const take = (limit: number, most: number): void => {
    for (const match of matches) {
      const isTaken = chosen.some((other) => other.sentence.factId === match.sentence.factId);
      const count = chosen.filter((other) => other.theme.name === match.theme.name).length;
      if (chosen.length < limit && count < most && !isTaken) chosen.push(match);
    }
  };
  // Every theme that fits once, before any a second time.
  take(maxIdeas, 1);
  take(maxIdeas, maxPerTheme);
  take(minIdeas, minIdeas);
  if (input.form === 'full' && chosen.length < minIdeas) return [];
  const used = new Set<string>();
  return chosen.map((match, index) => render(match, index, input.language, used));
}

/** "Suppose …", "If a browser …": an example, not something to take home. */
const hypothetical = /^(?:Suppose|Imagine|Assume|Say|Consider|Take|If|When|Angenommen|Wenn|Falls|Supposons|Si)\s/u;

/** Says what to do, or what it is good for. */
const advises =
  /^(?:Use|Keep|Avoid|Prefer|Retry|Send|Set|Run|Add|Make|Measure|Start|Always|Never)\b|\b(?:should|must|needs? to|has to|have to|best|recommended|instead of|rather than|so that|reduces?|avoids?|prevents?|allows?|saves?|faster|protects?)\b/u;

function matchesOf(theme: ProjectTheme, sentences: readonly FactSentence[], input: ComposeReplyInput): Match[] {
  const found = sentences.map(({ text }) => sharedWords(theme, text));
  const mentions = found.filter((words) => words.length > 0).length;
  const isInTitle = sharedWords(theme, input.title ?? '').length > 0;
  if (!isInTitle && mentions < minMentions[input.form]) return [];
  return sentences.flatMap((sentence, index) => {
    const words = found[index] ?? [];
    const word = words[0];
    if (word === undefined || !isWorthQuoting(sentence, input.language)) return [];
    const weight =
      words.length +
      0.3 * sentence.strength +
      (advises.test(sentence.text) ? 0.4 : 0) +
      (purposesOf(theme, sentence.text).length > 0 ? 0.4 : 0) -
      (sentence.leans === 1 ? 0.4 : 0) -
      sentence.text.length / 400;
    return [{ theme, sentence, word, weight }];
  });
}

function isWorthQuoting({ text, leans }: FactSentence, language: string): boolean {
  return (
    leans !== 2 &&
    text.length <= 300 &&
    !hypothetical.test(text) &&
    contentWords(text).length >= minWords &&
    isCompleteSentence(ideaTemplatesFor(language).named(text), language)
  );
}

/** The theme's words that a text has: as it has them first, then the longest, which says the most ("vector search" before "search"). */
function sharedWords(theme: ProjectTheme, text: string): string[] {
  const stems = splitWords(text).map(stemOf);
  const plain = ` ${splitWords(text).join(' ')} `;
  const isLiteral = (phrase: string): number => Number(plain.includes(` ${splitWords(phrase).join(' ')} `));
  const found = [...theme.keywords, ...theme.stack, theme.name]
    .map((word) => word.toLowerCase())
    .filter((word) => hasPhrase(stems, word) && !isPartOfName(word, text));
  const byStem = new Map(found.map((word) => [splitWords(word).map(stemOf).join(' '), word]));
  for (const word of found) if (isLiteral(word)) byStem.set(splitWords(word).map(stemOf).join(' '), word);
  return [...byStem.values()].sort((a, b) => isLiteral(b) - isLiteral(a) || b.length - a.length);
}

/** "Home Assistant" is no assistant: a word in small letters everywhere but here. */
function isPartOfName(word: string, text: string): boolean {
  const capital = `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
  return (
    text.includes(` ${capital}`) &&
    /\p{Lu}\p{L}*$/u.test(text.slice(0, text.indexOf(` ${capital}`))) &&
    !text.includes(word)
  );
}

function hasPhrase(stems: readonly string[], phrase: string): boolean {
  const wanted = splitWords(phrase).map(stemOf);
  if (wanted.length === 0) return false;
  return stems.some((_stem, start) => wanted.every((word, offset) => stems[start + offset] === word));
}

interface Purpose {
  kind: 'pain' | 'goal';
  text: string;
}

/** The theme's pains and goals that share a word with the statement. Those with numbers or negations stay out: a check would look for them on the page. */
function purposesOf(theme: ProjectTheme, statement: string): Purpose[] {
  const words = new Set(contentWords(statement).map(stemOf));
  const known = [
    ...theme.pains.map((text): Purpose => ({ kind: 'pain', text })),
    ...theme.successCriteria.map((text): Purpose => ({ kind: 'goal', text })),
  ];
  return known
    .map((purpose) => ({ ...purpose, text: purpose.text.trim().replace(/\.$/u, '') }))
    .filter(
      ({ text }) =>
        text.length <= 120 &&
        !/[.!?“”"]/u.test(text) &&
        parseQuantities(text, 'en').length === 0 &&
        !splitWords(text).some((word) => negators.has(word)) &&
        new Set(contentWords(text).map(stemOf)).intersection(words).size >= minSharedWords,
    );
}

/** A purpose opens one idea; the next has a template of its own. */
function render({ theme, sentence, word }: Match, index: number, language: string, used: Set<string>): Idea {
  const templates = ideaTemplatesFor(language);
  const purpose = purposesOf(theme, sentence.text).find(({ kind, text }) => templates[kind] && !used.has(text));
  const idea = (text: string): Idea => ({ theme: theme.name, idea: text, fact_ids: [sentence.factId] });
  const opening = purpose && templates[purpose.kind];
  if (purpose && opening) {
    used.add(purpose.text);
    return idea(opening(purpose.text, sentence.text));
  }
  const template = templates.shared[index % templates.shared.length];
  return idea(template ? template(word, sentence.text) : sentence.text);
}
