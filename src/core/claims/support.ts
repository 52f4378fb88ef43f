/** Does the page say it? The formula behind the grounding check of facts and of every posted sentence. */
import { splitSentences } from '../sentences.ts';
import { splitWords, stopWords } from '../words.ts';
import { createNameIndex, findNames } from './names.ts';
import { parseQuantities, quantityOccurs } from './quantities.ts';
import { sameWord, stemOf } from './stems.ts';

export interface SupportOptions {
  /** ISO 639-1 of the claim. */
  language: string;
  /** Page title and headings: they may lend names and words ("Tern reaches …" where the snippet says "It reaches …"). */
  context: string;
  /** Lowest share of content words that the source must have; default 0.6. */
  minCoverage?: number;
  /** Words that need no source, lower case: the vocabulary of a theme, for project ideas. */
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

/** What a sentence may say about the page itself without the page saying it. */
const aboutThePage = new Set(
  `article page post text author authors writer paper document piece according state states stated describe describes described explain explains
  explained report reports reported note notes noted show shows shown mention mentions say says said tell tells add adds present presents give gives
  cover covers discuss discusses summary include includes including also however allow allows provide provides offer offers artikel seite text autor
  autoren beschreibt erklärt zeigt berichtet nennt sagt bietet article auteur auteurs décrit explique montre selon artículo autor autores describe
  explica muestra según 本文 文章 作者 記事 筆者 説明 紹介`.split(/\s+/u),
);

const negators = new Set(
  `not no never none nothing nobody without neither nor cannot can't don't doesn't didn't isn't aren't wasn't weren't won't wouldn't shouldn't couldn't
  hasn't haven't hadn't nicht kein keine keinen keinem keiner ohne nie niemals pas jamais aucun aucune sans ne nunca sin ningún ninguna jamás niente
  nessun non senza não sem nenhum geen niet zonder`.split(/\s+/u),
);
/** "nothing but", "not only", "no longer than": no negation of what follows. */
const undone = new Set([
  'but',
  'only',
  'just',
  'merely',
  'nur',
  'seulement',
  'solo',
  'sólo',
  'más',
  'less',
  'more',
  'fewer',
  'later',
  'matter',
]);

/**
 * A claim is supported when (1) of its n content words (stop words and words about the page itself aside) all but (n − 1) · (1 − `minCoverage`)
 * stand, in some form, in the cited text or its headings, (2) one stretch of three cited sentences has at least 0.4 of them, (3) every number occurs there with its unit,
 * (4) every name occurs there or in the context, and (5) no word is negated on one side only.
 *
 * @param cited texts of the cited snippets
 */
export function checkSupport(claim: string, cited: readonly string[], options: SupportOptions): Support {
  const { language, context } = options;
  const source = cited.join('\n');
  const lendable = new Set([...splitWords(source), ...splitWords(context)].map(stemOf));
  const wanted = claimWords(claim, options.freeWords);
  const missingWords = wanted.filter((word) => !hasWord(lendable, word));
  const coverage = wanted.length === 0 ? 1 : (wanted.length - missingWords.length) / wanted.length;

  const given = parseQuantities(source, language);
  const missingNumbers = parseQuantities(claim, language)
    .filter((quantity) => !quantityOccurs(quantity, given))
    .map((quantity) => quantity.raw);
  const names = createNameIndex(`${source}\n${context}`);
  const missingNames = findNames(claim, language).filter(
    (name) => !names.has(name) && options.freeWords?.has(name.toLowerCase()) !== true,
  );
  const flippedWord = findFlip(claim, source, options.freeWords);
  const near = wanted.length === 0 ? 1 : bestStretch(wanted, cited, language, context);

  const minCoverage = options.minCoverage ?? 0.6;
  return {
    supported:
      missingWords.length <= mayMiss(wanted.length, minCoverage) &&
      (wanted.length > 0 || options.freeWords !== undefined) &&
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

/** How many of a claim's words may be its own. In short claims one wrong word is the claim, so they may have none. */
function mayMiss(count: number, minCoverage: number): number {
  return Math.floor(Math.max(0, count - 1) * (1 - minCoverage) + 1e-9);
}

function claimWords(claim: string, freeWords: ReadonlySet<string> | undefined): string[] {
  const words = splitWords(claim).filter(
    (word) =>
      !stopWords.has(word) &&
      !negators.has(word) &&
      !/^[a-z]$|^[\d.,]+$/u.test(word) &&
      !aboutThePage.has(word) &&
      freeWords?.has(word) !== true,
  );
  return [...new Set(words)];
}

function hasWord(stems: ReadonlySet<string>, word: string): boolean {
  const stem = stemOf(word);
  if (stems.has(stem)) return true;
  if (
    /[-.'_]/u.test(word) &&
    word.split(/[-.'_]/u).every((part) => part === '' || stopWords.has(part) || stems.has(stemOf(part)))
  )
    return true;
  if (stem.length < 5) return false;
  for (const known of stems) if (known.length >= 5 && known[0] === stem[0] && sameWord(known, stem)) return true;
  return false;
}

/** Highest share of the wanted words within three consecutive sentences, the context counted to each. */
function bestStretch(wanted: readonly string[], cited: readonly string[], language: string, context: string): number {
  const lent = splitWords(context).map(stemOf);
  let best = 0;
  for (const text of cited) {
    const sentences = splitSentences(text, language).map((sentence) => splitWords(sentence).map(stemOf));
    for (let first = 0; first < sentences.length; first += 1) {
      const stems = new Set([...sentences.slice(first, first + 3).flat(), ...lent]);
      best = Math.max(best, wanted.filter((word) => hasWord(stems, word)).length / wanted.length);
    }
  }
  return best;
}

/** Stems that follow a negator within two content words of the same clause, and those that do not. */
function negatedWords(text: string): { negated: Set<string>; plain: Set<string> } {
  const negated = new Set<string>();
  const plain = new Set<string>();
  for (const clause of text.split(/[:;,.!?()—–。、；：，！？]\s*/u)) {
    const words = splitWords(clause);
    let reach = 0;
    for (const [index, word] of words.entries()) {
      if (negators.has(word)) {
        reach = undone.has(words[index + 1] ?? '') ? 0 : 2;
      } else if (!stopWords.has(word)) {
        (reach > 0 ? negated : plain).add(stemOf(word));
        reach = Math.max(0, reach - 1);
      }
    }
  }
  return { negated, plain };
}

function findFlip(claim: string, source: string, freeWords: ReadonlySet<string> | undefined): string | null {
  const claimed = negatedWords(claim);
  const given = negatedWords(source);
  const free = new Set([...(freeWords ?? [])].map(stemOf));
  for (const word of claimed.negated) {
    if (!given.negated.has(word) && given.plain.has(word) && !free.has(word)) return word;
  }
  for (const word of claimed.plain) {
    if (given.negated.has(word) && !given.plain.has(word) && !claimed.negated.has(word) && !free.has(word)) return word;
  }
  return null;
}
