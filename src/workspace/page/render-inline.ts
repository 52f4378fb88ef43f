import { element, type Child } from './element.ts';
import { renderEmoji } from './render-emoji.ts';
import { renderText } from './render-text.ts';
import { safeUrl } from './safe-url.ts';
import { formatSlackDate } from './slack-date.ts';
import type { Inline } from './inline.ts';
import type { Names } from './names.ts';

const STYLE_TAGS = { bold: 'strong', italic: 'em', strike: 's', underline: 'u' } as const;

/** Inline pieces as DOM nodes. */
export function renderInline(pieces: readonly Inline[], names: Names): Child[] {
  return pieces.flatMap((piece) => renderPiece(piece, names));
}

/** A link that opens in a new tab; an address that is not safe to open is shown as text. */
export function renderLink(url: string, children: Child[]): HTMLElement {
  const address = safeUrl(url);
  if (address === null) return element('span', { title: url }, ...children);
  return element('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, ...children);
}

function renderPiece(piece: Inline, names: Names): Child[] {
  switch (piece.kind) {
    case 'text':
      return renderText(piece.text);
    case 'break':
      return [element('br')];
    case 'code':
      return [element('code', {}, piece.text)];
    case 'bold':
    case 'italic':
    case 'strike':
    case 'underline':
      return [element(STYLE_TAGS[piece.kind], {}, ...renderInline(piece.children, names))];
    case 'link':
      return [renderLink(piece.url, renderInline(piece.children, names))];
    case 'user':
      return [element('span', { class: 'mention', 'data-user': piece.id }, `@${piece.label ?? names.user(piece.id)}`)];
    case 'channel':
      return [element('a', { class: 'mention', href: `#/${piece.id}` }, `#${piece.label ?? names.channel(piece.id)}`)];
    case 'usergroup':
      return [element('span', { class: 'mention' }, `@${(piece.label ?? piece.id).replace(/^@/, '')}`)];
    case 'broadcast':
      return [element('span', { class: 'mention mention-broadcast' }, `@${piece.range}`)];
    case 'emoji':
      return [renderEmoji(piece.name)];
    case 'date': {
      const moment = new Date(piece.timestamp * 1000).toISOString();
      const shown = element(
        'time',
        { datetime: moment, title: piece.fallback },
        formatSlackDate(piece.timestamp, piece.format),
      );
      return [piece.url ? renderLink(piece.url, [shown]) : shown];
    }
  }
}
