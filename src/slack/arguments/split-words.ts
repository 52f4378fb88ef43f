import { AppError } from '../../core/errors.ts';
import { decodeSlack } from '../../core/slack-text.ts';

/** One word of a command; `isQuoted` words are never read as options. */
export interface Word {
  text: string;
  isQuoted: boolean;
}

const closing: Readonly<Record<string, string>> = { '"': '"', "'": "'", '“': '”', '„': '“', '‘': '’' };

/**
 * Divides what follows a command into words: at white space, but not inside quotes (straight or curly) or `<…>`. What Slack encoded is
 * decoded once. A quote inside a word (`it's`) is a letter like any other.
 * @throws AppError `bad_arguments` for a quote that is opened and not closed.
 */
export function splitWords(text: string): Word[] {
  const words: Word[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    const { word, end } = readWord(text, at);
    words.push({ text: decodeSlack(word.text), isQuoted: word.isQuoted });
    at = end;
  }
  return words;
}

function readWord(text: string, start: number): { word: Word; end: number } {
  let read = '';
  let at = start;
  while (at < text.length && !/\s/.test(text.charAt(at))) {
    const character = text.charAt(at);
    const opensValue = at === start || text.charAt(at - 1) === '=';
    const end = opensValue ? closing[character] : undefined;
    if (end !== undefined) {
      const closesAt = text.indexOf(end, at + 1);
      if (closesAt === -1) throw unclosed(character);
      read += text.slice(at + 1, closesAt);
      const isWhole = at === start;
      at = closesAt + 1;
      if (isWhole) return { word: { text: read, isQuoted: true }, end: at };
      continue;
    }
    const angle = character === '<' ? text.indexOf('>', at) : -1;
    if (angle !== -1) {
      read += text.slice(at, angle + 1);
      at = angle + 1;
      continue;
    }
    read += character;
    at += 1;
  }
  return { word: { text: read, isQuoted: false }, end: at };
}

function unclosed(quote: string): AppError {
  return new AppError({
    code: 'bad_arguments',
    message: `A quote ${quote} is opened and not closed.`,
    hint: `Put ${closing[quote] ?? quote} behind the last word that belongs together.`,
  });
}
