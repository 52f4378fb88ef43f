import { parseMarkdown, type MarkdownBlock, type MarkdownItem } from '../markdown.ts';
import { element } from '../element.ts';
import { asText } from '../read-json.ts';
import { renderInline } from '../render-inline.ts';
import type { Names } from '../names.ts';
import type { BlockRenderer } from './block-context.ts';

export const renderMarkdown: BlockRenderer = (block, context) =>
  renderMarkdownText(asText(block['text']), context.names);

/** Markdown text as DOM, also used for streamed text. */
export function renderMarkdownText(text: string, names: Names): HTMLElement {
  return element('div', { class: 'text markdown' }, ...parseMarkdown(text).map((block) => renderBlock(block, names)));
}

function renderBlock(block: MarkdownBlock, names: Names): HTMLElement {
  switch (block.kind) {
    case 'heading':
      // A message is a part of the page, so its first level starts below the page's own headings.
      return element(block.level <= 2 ? 'h3' : 'h4', {}, ...renderInline(block.children, names));
    case 'paragraph':
      return element('p', {}, ...renderInline(block.children, names));
    case 'preformatted':
      return element('pre', {}, element('code', { 'data-language': block.language || null }, block.text));
    case 'quote':
      return element('blockquote', {}, ...block.blocks.map((child) => renderBlock(child, names)));
    case 'list': {
      const items = block.items.map((item) => renderItem(item, names));
      return block.ordered ? element('ol', { start: block.start }, ...items) : element('ul', {}, ...items);
    }
    case 'table':
      return renderTable(block, names);
    case 'rule':
      return element('hr');
  }
}

function renderItem(item: MarkdownItem, names: Names): HTMLElement {
  const [first, ...rest] = item.blocks;
  const lead =
    first?.kind === 'paragraph' ? renderInline(first.children, names) : first ? [renderBlock(first, names)] : [];
  const box =
    item.done !== null &&
    element('input', {
      type: 'checkbox',
      checked: item.done,
      disabled: true,
      'aria-label': item.done ? 'Done' : 'Not done',
    });
  return element(
    'li',
    { class: item.done === null ? null : 'task' },
    box,
    ...lead,
    ...rest.map((child) => renderBlock(child, names)),
  );
}

function renderTable(table: MarkdownBlock & { kind: 'table' }, names: Names): HTMLElement {
  const [head = [], ...body] = table.rows;
  const cell = (tag: 'th' | 'td', pieces: (typeof head)[number], column: number) =>
    element(
      tag,
      { class: `align-${table.align[column] ?? 'left'}`, scope: tag === 'th' ? 'col' : null },
      ...renderInline(pieces, names),
    );
  return element(
    'div',
    { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': 'Table' },
    element(
      'table',
      {},
      element('thead', {}, element('tr', {}, ...head.map((pieces, column) => cell('th', pieces, column)))),
      element(
        'tbody',
        {},
        ...body.map((row) => element('tr', {}, ...row.map((pieces, column) => cell('td', pieces, column)))),
      ),
    ),
  );
}
