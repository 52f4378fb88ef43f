import { element } from './element.ts';
import { emojiCharacter } from './emoji.ts';
import { icon, type IconName } from './icon.ts';

/** What stands in for a few characters where the machine has no emoji font. */
const DRAWN: Readonly<Record<string, IconName>> = {
  '👍': 'thumbUp',
  '👎': 'thumbDown',
  '✅': 'check',
  '❌': 'cross',
  '⚠️': 'warning',
  ℹ️: 'info',
  '👀': 'eye',
  '⚡': 'bolt',
  '📄': 'file',
  '📃': 'file',
  '📝': 'pencil',
  '📕': 'book',
  '📖': 'book',
  '📚': 'book',
  '📰': 'file',
  '🗞️': 'file',
  '🎓': 'cap',
  '🐙': 'branch',
  '🎥': 'video',
  '🌐': 'globe',
  '🎉': 'spark',
  '✨': 'spark',
  '❤️': 'heart',
  '🔗': 'external',
  '🔄': 'sort',
  '🗑️': 'trash',
};

let available: boolean | null = null;

/** An emoji by shortcode (without colons) with its name for screen readers; the shortcode itself when it is unknown. */
export function renderEmoji(name: string): HTMLElement {
  const character = emojiCharacter(name);
  if (character === undefined) return element('span', { class: 'emoji-name' }, `:${name}:`);
  const drawn = DRAWN[character];
  const shown = hasEmojiFont() ? character : drawn ? icon(drawn) : `:${name}:`;
  const kind = hasEmojiFont() || drawn ? 'emoji' : 'emoji-name';
  return element(
    'span',
    { class: kind, role: 'img', 'aria-label': name.replaceAll('_', ' '), title: `:${name}:` },
    shown,
  );
}

/** Whether the machine can draw emoji in colour, tried once on a canvas. Without a canvas the answer is yes. */
function hasEmojiFont(): boolean {
  if (available !== null) return available;
  const canvas = document.createElement('canvas');
  const paper = typeof canvas.getContext === 'function' ? canvas.getContext('2d', { willReadFrequently: true }) : null;
  if (!paper) return (available = true);
  canvas.width = 24;
  canvas.height = 24;
  paper.font = '18px sans-serif';
  paper.textBaseline = 'top';
  paper.fillText('\u{1F44D}', 1, 1);
  const { data } = paper.getImageData(0, 0, 24, 24);
  available = false;
  // A missing glyph is drawn as a box in the text colour, so any colour means a real emoji.
  for (let at = 0; at < data.length; at += 4) {
    if ((data[at + 3] ?? 0) > 0 && ((data[at] ?? 0) > 8 || (data[at + 1] ?? 0) > 8 || (data[at + 2] ?? 0) > 8))
      available = true;
  }
  return available;
}
