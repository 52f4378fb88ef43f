/** Whether a claim says the opposite of its source, as far as negations tell. */
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

export interface Negations {
  /** Stems that directly follow a negator in the same clause. */
  negated: ReadonlySet<string>;
  /** Stems that do not. */
  plain: ReadonlySet<string>;
}

/** A text that claims are held against. */
export interface NegatableSource extends Negations {
  turnsAway: boolean;
  sentences: readonly (Negations & { stems: ReadonlySet<string>; turnsAway: boolean })[];
}

export function readNegations(text: string): Negations {
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

/** Whether a text has a word that turns a statement round. */
export function turnsAway(text: string): boolean {
  return splitWords(text).some((word) => negators.has(word) || contraries.has(stemOf(word)));
}

/**
 * A word whose negation differs between the claim and the source sentence that is nearest to it, or between the claim and all of the source: the claim
 * negates it where there is no turn to the contrary, or the source negates it and the claim has no such turn. null where there is none.
 *
 * @param free stems that do not count
 */
export function findFlip(claim: string, source: NegatableSource, free: ReadonlySet<string>): string | null {
  const claimed = readNegations(claim);
  const near = nearestSentence(claimed.negated.union(claimed.plain), source);
  const claimedNot = [...claimed.negated].filter((word) => !free.has(word));
  if (!source.turnsAway && claimedNot[0] !== undefined) return claimedNot[0];
  if (!near.turnsAway) {
    const flipped = claimedNot.find((word) => near.plain.has(word) && !source.negated.has(word));
    if (flipped !== undefined) return flipped;
  }
  if (turnsAway(claim)) return null;
  const isLost = (word: string): boolean =>
    (near.negated.has(word) && !near.plain.has(word)) || (source.negated.has(word) && !source.plain.has(word));
  return [...claimed.plain].find((word) => !free.has(word) && isLost(word)) ?? null;
}

const nothing = { negated: new Set<string>(), plain: new Set<string>(), turnsAway: false };

function nearestSentence(words: ReadonlySet<string>, source: NegatableSource): Negations & { turnsAway: boolean } {
  let best: Negations & { turnsAway: boolean } = nothing;
  let most = -1;
  for (const sentence of source.sentences) {
    const shared = words.intersection(sentence.stems).size;
    if (shared > most) {
      best = sentence;
      most = shared;
    }
  }
  return best;
}
