/** Whether a claim says the opposite of its source, as far as negations tell. */
import { splitSentences } from '../sentences.ts';
import { splitWords, stopWords } from '../words.ts';
import { stemOf } from './stems.ts';

/** Words that negate what follows, in seven languages. */
export const negators: ReadonlySet<string> = new Set(
  `not no never none nothing nobody without neither nor cannot can't don't doesn't didn't isn't aren't wasn't weren't won't wouldn't shouldn't couldn't
  hasn't haven't hadn't nicht kein keine keinen keinem keiner ohne nie niemals pas jamais aucun aucune sans ne nunca sin ningún ninguna jamás niente
  nessun non senza não sem nenhum geen niet zonder`.split(/\s+/u),
);
/** Words that turn a statement round without being negations. */
const contraries = new Set(
  `instead rather drop fail lack miss refuse reject stop prevent avoid unlike unable impossible except exclude only forbid ban disable end abandon
  exempt statt anstatt sondern nur verhindern lieu plutôt exclure seul vez salvo excepto solo`
    .split(/\s+/u)
    .map(stemOf),
);
/** "nothing but", "not only", "no longer than": no negation of what follows. */
const undone = new Set('but only just merely nur seulement solo sólo más less more fewer later matter'.split(' '));

/** Stems that directly follow a negator in the same clause, and those that do not. */
function negatedWords(text: string): { negated: Set<string>; plain: Set<string> } {
  const negated = new Set<string>();
  const plain = new Set<string>();
  for (const clause of text.split(/[:;,.!?()—–。、；：，！？]\s*/u)) {
    const words = splitWords(clause);
    let isNegated = false;
    for (const [index, word] of words.entries()) {
      if (negators.has(word)) {
        isNegated = !undone.has(words[index + 1] ?? '');
      } else if (!stopWords.has(word) && !/^\d/u.test(word)) {
        (isNegated ? negated : plain).add(stemOf(word));
        isNegated = false;
      }
    }
  }
  return { negated, plain };
}

/**
 * A word whose negation differs between the claim and the source sentence that is nearest to it, or between the claim and all of the source: the claim
 * negates it where there is no turn to the contrary, or the source negates it and the claim has no such turn. null where there is none.
 *
 * @param free stems that do not count
 */
export function findFlip(
  claim: string,
  source: { text: string; language: string },
  free: ReadonlySet<string>,
): string | null {
  const claimed = negatedWords(claim);
  const nearest = nearestSentence(claimed.negated.union(claimed.plain), source);
  const given = negatedWords(source.text);
  const near = negatedWords(nearest);
  const claimedNot = [...claimed.negated].filter((word) => !free.has(word));
  if (!turnsAway(source.text) && claimedNot[0] !== undefined) return claimedNot[0];
  if (!turnsAway(nearest)) {
    const flipped = claimedNot.find((word) => near.plain.has(word) && !given.negated.has(word));
    if (flipped !== undefined) return flipped;
  }
  if (turnsAway(claim)) return null;
  const isLost = (word: string): boolean =>
    (near.negated.has(word) && !near.plain.has(word)) || (given.negated.has(word) && !given.plain.has(word));
  return [...claimed.plain].find((word) => !free.has(word) && isLost(word)) ?? null;
}

function nearestSentence(words: ReadonlySet<string>, { text, language }: { text: string; language: string }): string {
  let best = { sentence: '', shared: -1 };
  for (const sentence of splitSentences(text, language)) {
    const shared = words.intersection(new Set(splitWords(sentence).map(stemOf))).size;
    if (shared > best.shared) best = { sentence, shared };
  }
  return best.sentence;
}

function turnsAway(text: string): boolean {
  return splitWords(text).some((word) => negators.has(word) || contraries.has(stemOf(word)));
}
