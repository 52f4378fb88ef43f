/** What a claim is held against, read once however many claims cite it. */
import { splitSentences } from '../sentences.ts';
import { splitWords } from '../words.ts';
import { createNameIndex } from './names.ts';
import type { NameIndex } from './names.ts';
import { readNegations, turnsAway } from './negation.ts';
import type { NegatableSource } from './negation.ts';
import { parseQuantities } from './quantities.ts';
import type { Quantity } from './quantities.ts';
import { stemOf } from './stems.ts';

/** Three cited sentences in a row with the context, which is counted to each. */
export interface Stretch {
  stems: ReadonlySet<string>;
  /** Lower case. */
  text: string;
}

export interface ClaimSource {
  /** Of the cited texts and the context. */
  stems: ReadonlySet<string>;
  /** The same as one text, lower case. */
  text: string;
  quantities: readonly Quantity[];
  names: NameIndex;
  /** The cited texts without the context. */
  statement: NegatableSource;
  stretches: readonly Stretch[];
  language: string;
}

/**
 * @param cited texts of the cited snippets
 * @param context page title and headings
 */
export function readClaimSource(cited: readonly string[], context: string, language: string): ClaimSource {
  const source = cited.join('\n');
  const whole = `${source}\n${context}`;
  const lent = splitWords(context).map(stemOf);
  return {
    stems: new Set([...splitWords(source).map(stemOf), ...lent]),
    text: whole.normalize('NFKC').toLowerCase(),
    quantities: parseQuantities(whole, language),
    names: createNameIndex(whole),
    statement: readStatement(source, language),
    stretches: cited.flatMap((text) => readStretches(text, context, lent, language)),
    language,
  };
}

function readStatement(text: string, language: string): NegatableSource {
  return {
    ...readNegations(text),
    turnsAway: turnsAway(text),
    sentences: splitSentences(text, language).map((sentence) => ({
      stems: new Set(splitWords(sentence).map(stemOf)),
      ...readNegations(sentence),
      turnsAway: turnsAway(sentence),
    })),
  };
}

function readStretches(text: string, context: string, lent: readonly string[], language: string): Stretch[] {
  const sentences = splitSentences(text, language);
  const stems = sentences.map((sentence) => splitWords(sentence).map(stemOf));
  return sentences.map((_, first) => ({
    stems: new Set([...stems.slice(first, first + 3).flat(), ...lent]),
    text: [...sentences.slice(first, first + 3), context].join('\n').normalize('NFKC').toLowerCase(),
  }));
}
