/** Characters that change what a reader sees without being seen: controls, bidirectional overrides, tag characters, lone zero-width marks. */
const unseen =
  // oxlint-disable-next-line no-control-regex -- control characters are what is taken out
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** `<!channel>`, `<@U1>`, `<#C1>` and `<https://…|label>` mean something to Slack where text is parsed. */
const controlStart = /<(?=[!@#]|[a-z][a-z0-9+.-]*:)/gi;

/**
 * Text of a page, a model or a person as one line that means nothing but itself, whatever the server does with it: unseen characters and
 * line breaks go, and a control sequence is broken up by an unseen word joiner (U+2060), for servers that parse even literal text.
 *
 * @param maxLength in UTF-16 units; longer text is cut at a word and ends with `…`
 */
export function literal(text: string, maxLength = 3000): string {
  const line = text.toWellFormed().replace(unseen, '').replace(/\s+/g, ' ').trim().replace(controlStart, '<\u2060');
  if (line.length <= maxLength) return line;
  const cut = line.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, '');
  const atWord = cut.replace(/\s+\S*$/, '');
  return `${atWord.length > maxLength / 2 ? atWord : cut}…`;
}

/** The same for a line of a text whose white space means something: it stays, but for tabs, which become two spaces. */
export function literalLine(text: string, maxLength = 1000): string {
  const line = text
    .toWellFormed()
    .replace(unseen, '')
    .replace(/\t/g, '  ')
    .replace(/[\r\n]+/g, ' ')
    .trimEnd();
  const safe = line.replace(controlStart, '<\u2060');
  return safe.length <= maxLength ? safe : `${safe.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
