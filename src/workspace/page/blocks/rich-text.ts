import { element, type Child } from '../element.ts';
import { asRecord, asRecords, asText, type JsonRecord } from '../read-json.ts';
import { renderInline, renderLink } from '../render-inline.ts';
import { renderText } from '../render-text.ts';
import { emojiCharacter } from '../emoji.ts';
import { formatSlackDate } from '../slack-date.ts';
import type { Names } from '../names.ts';
import type { BlockRenderer } from './block-context.ts';

export const renderRichText: BlockRenderer = (block, context) => renderRichTextValue(block, context.names);

/** A rich_text object as DOM; table cells and task details carry it outside a block too. */
export function renderRichTextValue(value: JsonRecord, names: Names): HTMLElement {
  const parts: HTMLElement[] = [];
  const lists: { indent: number; list: HTMLElement }[] = [];
  for (const part of asRecords(value['elements'])) {
    if (part['type'] !== 'rich_text_list') {
      lists.length = 0;
      parts.push(renderPart(part, names));
      continue;
    }
    // Slack sends nested lists one after the other with an indent: put each inside the last item of the one above it.
    const indent = Number(part['indent'] ?? 0);
    const list = renderList(part, names);
    while (lists.length > 0 && (lists.at(-1)?.indent ?? 0) >= indent) lists.pop();
    const parent = lists.at(-1)?.list.lastElementChild;
    if (parent) parent.append(list);
    else parts.push(list);
    lists.push({ indent, list });
  }
  return element('div', { class: 'text rich-text' }, ...parts);
}

function renderPart(part: JsonRecord, names: Names): HTMLElement {
  if (part['type'] === 'rich_text_preformatted') {
    const text = asRecords(part['elements']).map((piece) => asText(piece['text']) || asText(piece['url']));
    return element('pre', {}, element('code', {}, text.join('')));
  }
  const tag = part['type'] === 'rich_text_quote' ? 'blockquote' : 'p';
  return element(tag, {}, ...renderPieces(part, names));
}

function renderList(list: JsonRecord, names: Names): HTMLElement {
  const items = asRecords(list['elements']).map((item) => element('li', {}, ...renderPieces(item, names)));
  if (list['style'] !== 'ordered') return element('ul', {}, ...items);
  return element('ol', { start: Number(list['offset'] ?? 0) + 1 }, ...items);
}

function renderPieces(holder: JsonRecord, names: Names): Child[] {
  return asRecords(holder['elements']).flatMap((piece) => {
    let drawn = renderPiece(piece, names);
    const style = asRecord(piece['style']);
    if (style['code'] === true) drawn = [element('code', {}, ...drawn)];
    if (style['bold'] === true) drawn = [element('strong', {}, ...drawn)];
    if (style['italic'] === true) drawn = [element('em', {}, ...drawn)];
    if (style['strike'] === true) drawn = [element('s', {}, ...drawn)];
    if (style['underline'] === true) drawn = [element('u', {}, ...drawn)];
    return drawn;
  });
}

function renderPiece(piece: JsonRecord, names: Names): Child[] {
  const text = asText(piece['text']);
  switch (piece['type']) {
    case 'text':
      return renderText(text);
    case 'link': {
      const url = asText(piece['url']);
      return [renderLink(url, text === '' ? [url] : renderText(text))];
    }
    case 'emoji': {
      const name = asText(piece['name']);
      if (emojiCharacter(name) !== undefined) return renderInline([{ kind: 'emoji', name }], names);
      return [fromCodePoints(asText(piece['unicode'])) ?? `:${name}:`];
    }
    case 'user':
      return renderInline([{ kind: 'user', id: asText(piece['user_id']), label: null }], names);
    case 'channel':
      return renderInline([{ kind: 'channel', id: asText(piece['channel_id']), label: null }], names);
    case 'usergroup':
      return renderInline([{ kind: 'usergroup', id: asText(piece['usergroup_id']), label: null }], names);
    case 'broadcast':
      return renderInline([{ kind: 'broadcast', range: asText(piece['range']) }], names);
    case 'color':
      return [element('code', {}, asText(piece['value']))];
    case 'date':
      return [formatSlackDate(Number(piece['timestamp'] ?? 0), asText(piece['format']))];
    default:
      return [text];
  }
}

/** `1f44d-1f3fd` as the characters it names. */
function fromCodePoints(codes: string): string | null {
  const points = codes.split('-').map((code) => Number.parseInt(code, 16));
  return codes !== '' && points.every((point) => point > 0 && point <= 0x10ffff)
    ? String.fromCodePoint(...points)
    : null;
}
