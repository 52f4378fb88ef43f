/** Does the page say it? The formula behind the grounding check of facts and of every posted sentence. */
import { splitWords, stopWords } from '../words.ts';
import { readClaimSource } from './claim-source.ts';
import type { ClaimSource } from './claim-source.ts';
import { findNames } from './names.ts';
import { findFlip, negators } from './negation.ts';
import { isUnitSymbol, parseQuantities, quantityOccurs } from './quantities.ts';
import { sameWord, stemOf } from './stems.ts';
import { aboutThePage, weightOfMissing } from './word-weights.ts';

export interface SupportOptions {
  /** ISO 639-1 of the claim. */
  language: string;
  /** Page title and headings: they may lend names and words ("Tern reaches …" where the snippet says "It reaches …"). */
  context: string;
  /** 0 to 1, how much of the wording must be the source's; default 0.6. */
  minCoverage?: number;
  /** Words that need no source in any of their forms, lower case: the vocabulary of a theme, for project ideas. */
  freeWords?: ReadonlySet<string>;
}

export interface Support {
  supported: boolean;
  /** Content words of the claim that need a source. */
  wordCount: number;
  /** Share of the claim's content words that the source has, 0 to 1. */
  coverage: number;
  /** Content words without a counterpart. */
  missingWords: string[];
  missingNumbers: string[];
  missingNames: string[];
  /** A word that is negated on one side only, or null. */
  flippedWord: string | null;
}

/**
 * A claim is supported when
 * 1. the weight of its content words that stand in no form in the cited text, its headings or the title is at most (n − 2) · (1 − `minCoverage`), n being
 *    its content words (without stop words and words about the page itself) and numbers; a general word weighs 0.4, one that judges 2.5, others 1;
 * 2. one stretch of three cited sentences has at least 0.4 of those words;
 * 3. of no clause is more than about half missing: a claim is not carried because most of the sentence round it is;
 * 4. every number stands in the cited text, its headings or the title, with its unit;
 * 5. every name stands in the cited text, its headings or the title;
 * 6. no word is negated on one side only.
 *
 * `scripts/bench/grounding.ts` prints how well this tells faithful sentences from wrong ones.
 *
 * @param cited texts of the cited snippets
 */
export function checkSupport(claim: string, cited: readonly string[], options: SupportOptions): Support {
  return checkAgainst(claim, readClaimSource(cited, options.context, options.language), options);
}

/** The same where several claims are held against one source. */
export function checkAgainst(
  claim: string,
  source: ClaimSource,
  options: Pick<SupportOptions, 'minCoverage' | 'freeWords'>,
): Support {
  const { language } = source;
  const free = options.freeWords && new Set([...options.freeWords].map(stemOf));
  const wanted = claimWords(claim, free);
  const clauses = clausesOf(claim);
  const isMissing = (word: string): boolean => !isIn(source, word);
  const missingWords = wanted.filter(isMissing);
  const coverage = wanted.length === 0 ? 1 : (wanted.length - missingWords.length) / wanted.length;

  const claimedNumbers = parseQuantities(claim, language);
  const missingNumbers = claimedNumbers
    .filter((quantity) => !quantityOccurs(quantity, source.quantities))
    .map((quantity) => quantity.raw);
  const missingNames = findNames(claim, language).filter(
    (name) => !source.names.has(name) && free?.has(stemOf(name.toLowerCase())) !== true,
  );
  const flippedWord =
    [claim, ...clauses.filter((clause) => claimWords(clause, free).length >= 3)]
      .map((part) => findFlip(part, source.statement, free ?? new Set()))
      .find((word) => word !== null) ?? null;
  const isClauseInvented = clauses.some((clause) => {
    const words = claimWords(clause, free);
    return weightOf(words.filter(isMissing)) > mayMissOfClause(words.length);
  });
  const near = wanted.length === 0 ? 1 : bestStretch(wanted, source);

  const minCoverage = options.minCoverage ?? 0.6;
  return {
    supported:
      weightOf(missingWords) <= mayMiss(wanted.length + claimedNumbers.length, minCoverage) &&
      !isClauseInvented &&
      (wanted.length > 0 || free !== undefined) &&
      near >= 0.4 &&
      missingNumbers.length === 0 &&
      missingNames.length === 0 &&
      flippedWord === null,
    wordCount: wanted.length,
    coverage,
    missingWords,
    missingNumbers,
    missingNames,
    flippedWord,
  };
}

const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}\p{Script=Myanmar}]/u;

/** Parts of a sentence that each say something: between signs that divide, and at words that join clauses. */
function clausesOf(claim: string): string[] {
  return claim
    .split(
      /[;:()[\]—–、，；：（）]|\s-\s|,(?!\d)|\b(?:and|but|while|which|that|who|because|since|although|whereas|where|when|so|und|aber|weil|während|et|mais|parce que|y|pero|porque|e|ma|perché)\b/u,
    )
    .filter((clause) => clause.trim() !== '');
}

function weightOf(missing: readonly string[]): number {
  return missing.reduce((sum, word) => sum + weightOfMissing(word), 0);
}

/** How many of a claim's words may be its own. In short claims one wrong word is the claim, so they may have none. */
function mayMiss(count: number, minCoverage: number): number {
  return Math.max(0, count - 2) * (1 - minCoverage) + 1e-9;
}

/** Of up to two words one, of three two, then half; a word that judges weighs more than one, so it alone is too much for a short clause. */
function mayMissOfClause(count: number): number {
  return count < 3 ? 1 : count === 3 ? 2 : count / 2;
}

function claimWords(claim: string, free: ReadonlySet<string> | undefined): string[] {
  const words = splitWords(claim).filter(
    (word) =>
      !stopWords.has(word) &&
      !negators.has(word) &&
      !/^[a-z]$|^[\d.,]+$|^\p{Lo}$/u.test(word) &&
      !aboutThePage.has(word) &&
      !isUnitSymbol(word) &&
      free?.has(stemOf(word)) !== true,
  );
  return [...new Set(words)];
}

/** Dictionary cuts differ with the neighbours, so words of scripts without spaces are looked up in the text; their last sign may be an ending. */
function standsIn(text: string, word: string): boolean {
  return text.includes(word) || (word.length >= 3 && text.includes(word.slice(0, -1)));
}

function isIn({ stems, text }: Pick<ClaimSource, 'stems' | 'text'>, word: string): boolean {
  return unspaced.test(word) ? standsIn(text, word) : hasWord(stems, word);
}

function hasWord(stems: ReadonlySet<string>, word: string): boolean {
  const stem = stemOf(word);
  if (stems.has(stem)) return true;
  if (
    /[-.'_]/u.test(word) &&
    word.split(/[-.'_]/u).every((part) => part.length <= 1 || stopWords.has(part) || stems.has(stemOf(part)))
  )
    return true;
  if (stem.length < 5) return false;
  for (const known of stems) if (known.length >= 5 && known[0] === stem[0] && sameWord(known, stem)) return true;
  return false;
}

/** Highest share of the wanted words within three consecutive sentences, the context counted to each. */
function bestStretch(wanted: readonly string[], { stretches }: ClaimSource): number {
  return Math.max(
    0,
    ...stretches.map((stretch) => wanted.filter((word) => isIn(stretch, word)).length / wanted.length),
  );
}
