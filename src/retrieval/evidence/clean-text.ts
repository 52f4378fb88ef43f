/** Letters of scripts in which joiners decide how neighbours are drawn (Arabic, Persian, the Indic scripts). */
const joiningLetter =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gujarati}\p{Script=Gurmukhi}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Oriya}\p{Script=Sinhala}\p{Script=Tamil}\p{Script=Telugu}]/u;
const pictograph = /\p{Extended_Pictographic}|[\u{1f3fb}-\u{1f3ff}]|\ufe0f/u;

/** Everything Unicode calls default-ignorable, controls but tab and line feed, annotations, and non-characters. */
const invisible =
  /(?:\p{Default_Ignorable_Code_Point}|[\p{Cc}--[\t\n]]|[\u{fff9}-\u{fffb}]|\p{Noncharacter_Code_Point})+/gv;

/**
 * Text as evidence holds it: what a reader sees and nothing else. Control, direction, zero-width, tag and other invisible characters
 * go, runs of variation selectors too; then NFC, one kind of space, no spaces at line ends.
 * @param text decoded text; entities are not decoded here, so `&lt;` stays what the page shows.
 */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029\u0085\v\f]/g, '\n')
    .replace(invisible, (run, offset: number, whole: string) => keptOf(run, offset, whole))
    .normalize('NFC')
    .replace(/[^\S\n]/gu, ' ')
    .replace(/ +$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** A single joiner between letters that need it, or a single mark of an emoji, is part of the writing; all else carries nothing visible. */
function keptOf(run: string, offset: number, whole: string): string {
  if (run.length > 2) return '';
  const before = lastCharacter(whole, offset);
  const after = String.fromCodePoint(whole.codePointAt(offset + run.length) ?? 0x20);
  if (run === '\u200c' || run === '\u200d') {
    const joinsLetters = joiningLetter.test(before) && joiningLetter.test(after);
    return joinsLetters || (run === '\u200d' && pictograph.test(before) && pictograph.test(after)) ? run : '';
  }
  if (run === '\ufe0f' || run === '\ufe0e') return /[\p{Extended_Pictographic}0-9#*]/u.test(before) ? run : '';
  return run === '\ufe0f\u200d' && pictograph.test(before) && pictograph.test(after) ? run : '';
}

function lastCharacter(text: string, end: number): string {
  const unit = text.charCodeAt(end - 1);
  return unit >= 0xdc00 && unit <= 0xdfff ? text.slice(end - 2, end) : text.slice(Math.max(0, end - 1), end);
}

/** `cleanText` on one line with single spaces: for titles, names and headings. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ').trim();
}
