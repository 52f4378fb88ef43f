import { element, type Child } from './element.ts';
import { emojiCharacter, emojiName } from './emoji.ts';
import { renderEmoji } from './render-emoji.ts';

const PIECES = /(:[a-z0-9_+'-]+:|\p{Extended_Pictographic}\uFE0F?)/u;

/** Literal text with emoji drawn: characters always, shortcodes unless told otherwise. Line ends become breaks. */
export function renderText(text: string, shortcodes = true): Child[] {
  return text
    .split('\n')
    .flatMap((line, index) => [
      index > 0 && element('br'),
      ...line.split(PIECES).map((piece) => renderPiece(piece, shortcodes)),
    ]);
}

function renderPiece(piece: string, shortcodes: boolean): Child {
  if (piece.length > 2 && piece.startsWith(':') && piece.endsWith(':')) {
    const name = piece.slice(1, -1);
    return !shortcodes || emojiCharacter(name) === undefined ? piece : renderEmoji(name);
  }
  const name = PIECES.test(piece) ? emojiName(piece) : undefined;
  return name === undefined ? piece : renderEmoji(name);
}
