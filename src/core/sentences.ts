/**
 * The one sentence splitter: composer and gates count with it, so that "3 sentences" means the same to both.
 * `Intl.Segmenter` (Unicode UAX #29) finds the candidates; the rules below take back the wrong ones.
 */
import {
  abbreviationsBeforeName,
  abbreviationsBeforeNumber,
  abbreviationsThatMayEnd,
  sentenceOpeners,
} from './abbreviations.ts';

const segmenters = new Map<string, Intl.Segmenter>();

function segmenterFor(language: string | undefined): Intl.Segmenter {
  const locale = /^[a-z]{2}(?![a-z])/.exec((language ?? '').toLowerCase())?.[0] ?? 'und';
  let segmenter = segmenters.get(locale);
  if (!segmenter) {
    segmenter = new Intl.Segmenter(locale, { granularity: 'sentence' });
    segmenters.set(locale, segmenter);
  }
  return segmenter;
}

/** What may stand between a stop and the next sentence: closing quotes and brackets. */
const closers = `["'”’»›)\\]}」』）】》〉＂＇]`;
const cjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** Characters on each side of a boundary that decide about it; all of them would make long lines cost time in square. */
const nearby = 240;

/** Places that the segmenter does not see: after an ellipsis sign, and after reference marks such as `.[1]`. */
const extraBoundary = new RegExp(
  `(?:…${closers}*|[.!?]${closers}*(?:\\[[\\p{L}\\p{N} ]{1,12}\\])+)\\s+(?=[\\p{Lu}\\p{Lo}])`,
  'gu',
);

/**
 * Cuts text into trimmed, non-empty sentences. Line breaks always end a sentence. Joining the result gives the text back but for white space;
 * each sentence splits to itself.
 * @param language ISO 639-1, where known.
 */
export function splitSentences(text: string, language?: string): string[] {
  return text.split(/[\n\r\u2028\u2029]+/u).flatMap((line) => splitLine(line.trim(), language));
}

const stop = /[\p{Sentence_Terminal};…\u0085]/u;

/** Without a stop that a letter or digit follows there is nothing to cut. */
function mayHoldMore(line: string): boolean {
  const first = line.search(stop);
  return first >= 0 && /[\p{L}\p{N}]/u.test(line.slice(first));
}

// A cut changes what stands left and right of other candidates, so every piece is cut again until nothing changes.
function splitLine(line: string, language: string | undefined): string[] {
  if (line === '') return [];
  if (!mayHoldMore(line)) return [line];
  const pieces = splitOnce(line, language);
  return pieces.length === 1 ? pieces : pieces.flatMap((piece) => splitLine(piece, language));
}

function splitOnce(line: string, language: string | undefined): string[] {
  const cuts = new Set<number>();
  for (const { index } of segmenterFor(language).segment(line)) cuts.add(index);
  for (const match of line.matchAll(extraBoundary)) cuts.add(match.index + match[0].length);
  const pieces: string[] = [];
  let start = 0;
  for (const cut of [...cuts, line.length].sort((a, b) => a - b)) {
    if (cut <= start) continue;
    const left = line.slice(start, cut);
    if (cut < line.length && staysTogether(left.slice(-nearby), line.slice(cut, cut + nearby))) continue;
    const piece = left.trim();
    if (piece !== '') pieces.push(piece);
    start = cut;
  }
  return pieces;
}

/** True where the boundary between `left` (white space kept) and what follows is none. */
function staysTogether(left: string, rest: string): boolean {
  const before = left.trimEnd();
  const after = rest.trimStart();
  if (!/[\p{L}\p{N}]/u.test(before) || !/[\p{L}\p{N}]/u.test(after)) return true;
  if (/^[)\]}”’»」』）,;:]/u.test(after)) return true;
  // Lower case goes on: "Yahoo! is", “Stop!” he said.
  if (/^["'“‘«(]?\p{Ll}/u.test(after) && /[.!?…]["'”’»)\]]*$/u.test(before)) return true;
  // "「行く。」と言った。": the quotation is part of the sentence.
  if (/[。！？][」』]$/u.test(before) && /^(?:と|って|など)/u.test(after)) return true;
  if (left.length === before.length && rest.length === after.length && touches(before, after)) return true;
  // A list number belongs to its item.
  if (/^\(?(?:\d{1,3}|\p{L})[.)]$/u.test(before)) return true;
  return before.endsWith('.') && isAbbreviation(before, after);
}

/** No white space at a western stop: inside a URL, a name or a version, unless both sides are CJK. */
function touches(before: string, after: string): boolean {
  if (!/[.!?…][\p{P}\p{S}]*$/u.test(before)) return false;
  const lastLetter = before.match(/[\p{L}\p{N}](?=[^\p{L}\p{N}]*$)/u)?.[0] ?? '';
  return !(cjk.test(lastLetter) && cjk.test(after.slice(0, 2)));
}

function isAbbreviation(before: string, after: string): boolean {
  const opener = (/^["'“‘«„(]?([\p{L}’']+)/u.exec(after)?.[1] ?? '').toLowerCase();
  const startsSentence = sentenceOpeners.has(opener);
  const nextIsNumber =
    /^[([]?(?:\p{N}|[IVXLC]+\b|\p{Lu}[\d.)]|\p{Lu}$|\p{Lu}\s)/u.test(after) && !/^[AI]\s/u.test(after);
  // "z. B.", "d. h.", "p. ex.", "i. d. R.": the parts stand apart, and a name usually follows.
  if (
    /(?:^|[\s("“„])(?:z\. ?[BT]|d\. ?h|u\. ?[aäU]|o\. ?[äÄ]|s\. ?[ou]|v\. ?a|i\. ?d\. ?R|i\. ?[dH]|m\. ?E|p\. ?ex|EE\. ?UU)\.$/u.test(
      before,
    )
  ) {
    return true;
  }
  const word = /(?:^|[\s("'“„«[/–—])((?:\p{L}+\.)+)$/u.exec(before)?.[1]?.slice(0, -1);
  if (word === undefined) return isOrdinal(before, after);
  const key = word.toLowerCase();
  if (abbreviationsBeforeName.has(key)) return true;
  if (abbreviationsBeforeNumber.has(key)) return nextIsNumber;
  if (abbreviationsThatMayEnd.has(key)) return /^[(\p{N}]/u.test(after);
  // "J. Smith", "U.S. Army", "Acme Inc. Europe", "Ph.D. students", but "plan B. The"
  if (/^(?:\p{L}|(?:\p{L}{1,2}\.)+\p{L}{1,2}|inc|ltd|corp|co|bros|jr|sr|ee|llc|plc)$/iu.test(word)) {
    if (/^\p{Ll}$/u.test(word)) return /^\p{L}\./u.test(after);
    return !startsSentence && /^[\p{Lu}\p{N}(&]/u.test(after);
  }
  return false;
}

/** "am 3. Oktober", "im 19. Jahrhundert": an ordinal in German and its neighbours. */
function isOrdinal(before: string, after: string): boolean {
  return (
    /(?:^|\s)\d{1,2}\.$/u.test(before) &&
    /^(?:Jan|Jän|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|Jahrhundert|Jh\b|Platz|Mal|Kapitel|Auflage|Generation)/u.test(
      after,
    )
  );
}

const fullStop = new RegExp(`[.!?。！？｡．؟۔।॥።᙮]${closers}*$`, 'u');

/**
 * True for exactly one whole sentence: one line, a beginning that is none of another's middle, at least two words, and a full stop at the end
 * that is neither an ellipsis nor an abbreviation's.
 */
export function isCompleteSentence(text: string, language?: string): boolean {
  const sentence = text.trim();
  if (/[\n\r\u2028\u2029]/u.test(sentence) || !fullStop.test(sentence)) return false;
  if (/^[,;:.!?)\]}»”、。]/u.test(sentence) || /(?:\.\.|…)["'”’»)\]]*$/u.test(sentence)) return false;
  const lastWord = /(?:^|[\s(])([\p{L}.]+)\.$/u.exec(sentence)?.[1]?.toLowerCase();
  if (lastWord !== undefined && abbreviationsBeforeName.has(lastWord)) return false;
  if (!/[\p{L}\p{N}]\P{L}*\s+.*[\p{L}\p{N}]/u.test(sentence) && !(cjk.test(sentence) && sentence.length >= 4))
    return false;
  return splitSentences(sentence, language).length === 1;
}
