import { lineBreak } from './page-tree.ts';

// Characters that show nothing and are used to hide or reorder text: zero-width space and no-break space, soft hyphen,
// word joiner and invisible operators, bidirectional controls, tag characters, variation selectors beyond the emoji one,
// interlinear marks, and C0/C1 controls. The joiners U+200C/D stay: Persian and Indic words and emoji need them.
const invisible =
  // oxlint-disable-next-line no-control-regex -- the controls are what is to be removed
  /[\u0000-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\u3164\uFE00-\uFE0E\uFEFF\uFFA0\uFFF0-\uFFFB\u{1D173}-\u{1D17A}\u{E0000}-\u{E0FFF}]/gu;
// The quick test leaves plain text, nearly all there is, untouched.
// oxlint-disable-next-line no-control-regex -- the controls are what is to be removed
const maybeInvisible =
  /[\u0000-\u0008\u000E-\u001F\u007F-\u009F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180E\u200B-\u206F\u3164\uD834\uDB40-\uDB7F\uFE00-\uFE0E\uFEFF\uFFA0-\uFFFB]/;

/** Drops characters that no reader sees; the rest is put into Unicode's composed form. */
export function dropInvisible(text: string): string {
  const visible = maybeInvisible.test(text) ? text.replaceAll(invisible, '').toWellFormed() : text.toWellFormed();
  return visible.normalize('NFC');
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
