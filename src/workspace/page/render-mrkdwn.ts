import { element } from './element.ts';
import { parseMrkdwn } from './mrkdwn.ts';
import { renderInline } from './render-inline.ts';
import { renderText } from './render-text.ts';
import { asRecord, asText, type JsonRecord } from './read-json.ts';
import type { Names } from './names.ts';

/** mrkdwn as DOM: paragraphs, quotes and fences in one box. */
export function renderMrkdwn(source: string, names: Names): HTMLElement {
  const blocks = parseMrkdwn(source).map((block) => {
    if (block.kind === 'preformatted') return element('pre', {}, element('code', {}, block.text));
    const tag = block.kind === 'quote' ? 'blockquote' : 'p';
    return element(tag, {}, ...renderInline(block.children, names));
  });
  return element('div', { class: 'text' }, ...blocks);
}

/** A Slack text object, plain or mrkdwn. */
export function renderTextObject(value: unknown, names: Names): HTMLElement {
  const object: JsonRecord = typeof value === 'string' ? { type: 'plain_text', text: value } : asRecord(value);
  const text = asText(object['text']);
  if (object['type'] === 'mrkdwn') return renderMrkdwn(text, names);
  return element('div', { class: 'text' }, element('p', {}, ...renderText(text, object['emoji'] !== false)));
}
