import { lineBreak } from './page-tree.ts';

/**
 * Characters that show nothing and are used to hide or reorder text, first and last of each run. The joiners U+200C and
 * U+200D stay, because Persian, Indic words and emoji need them, and so does the emoji variation selector U+FE0F.
 */
const invisibleRanges: readonly (readonly [number, number])[] = [
  [0x0000, 0x0008], // C0 controls but white space
  [0x000e, 0x001f],
  [0x007f, 0x0084], // C1 controls but the line end U+0085
  [0x0086, 0x009f],
  [0x00ad, 0x00ad], // soft hyphen
  [0x034f, 0x034f], // combining grapheme joiner
  [0x061c, 0x061c], // Arabic letter mark
  [0x115f, 0x1160], // Hangul fillers
  [0x17b4, 0x17b5],
  [0x180b, 0x180e], // Mongolian selectors
  [0x200b, 0x200b], // zero-width space
  [0x200e, 0x200f], // direction marks
  [0x202a, 0x202e], // direction embeddings and overrides
  [0x2060, 0x206f], // word joiner, invisible operators, direction isolates
  [0x3164, 0x3164],
  [0xfe00, 0xfe0e], // variation selectors
  [0xfeff, 0xfeff], // byte order mark
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb], // interlinear annotation
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff], // tags and further variation selectors
];
const invisible = new RegExp(
  `[${invisibleRanges.map(([from, to]) => `\\u{${from.toString(16)}}-\\u{${to.toString(16)}}`).join('')}]`,
  'gu',
);

/** Drops characters that no reader sees; the rest is put into Unicode's composed form. */
function dropInvisible(text: string): string {
  return text.replace(invisible, '').toWellFormed().normalize('NFC');
}

/** Running text as a browser shows it: runs of white space are one space, `<br>` is a line end. */
export function collapseSpace(text: string): string {
  const oneLine = text.replaceAll(/[\s\u0085]+/g, (run) => (run.includes(lineBreak) ? '\n' : ' '));
  return dropInvisible(oneLine).trim();
}

/** Preformatted text: line ends and indentation stay, trailing space goes. */
export function keepSpace(text: string): string {
  const lines = dropInvisible(text.replaceAll(/\r\n?|\u2028/g, '\n')).split('\n');
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/^\n+/, '')
    .trimEnd();
}
