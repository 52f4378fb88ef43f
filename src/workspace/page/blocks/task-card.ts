import { element } from '../element.ts';
import { icon, type IconName } from '../icon.ts';
import { asRecord, asRecords, asText, type JsonRecord } from '../read-json.ts';
import { renderLink } from '../render-inline.ts';
import { renderText } from '../render-text.ts';
import { renderRichTextValue } from './rich-text.ts';
import type { BlockContext, BlockRenderer } from './block-context.ts';

const STATES: Readonly<Record<string, { icon: IconName; label: string }>> = {
  pending: { icon: 'circle', label: 'Waiting' },
  in_progress: { icon: 'circle', label: 'In progress' },
  complete: { icon: 'check', label: 'Done' },
  error: { icon: 'cross', label: 'Failed' },
};

export const renderTaskCard: BlockRenderer = (block, context) =>
  element('div', { class: 'block-task' }, renderTask(block, context));

/** One task: its state, title, details, output and sources. A plan is a list of these. */
export function renderTask(task: JsonRecord, context: BlockContext): HTMLElement {
  const status = asText(task['status']) || 'pending';
  const state = STATES[status] ?? { icon: 'circle', label: status };
  const sources = asRecords(task['sources']);
  return element(
    'div',
    { class: `task task-${status}`, 'data-testid': 'task' },
    element(
      'span',
      { class: 'task-state', role: 'img', 'aria-label': state.label, title: state.label },
      icon(state.icon),
    ),
    element(
      'div',
      { class: 'task-body' },
      element('div', { class: 'task-title' }, ...renderText(asText(task['title']))),
      renderPart(task['details'], context),
      renderPart(task['output'], context),
      sources.length > 0 &&
        element(
          'ul',
          { class: 'task-sources', 'aria-label': 'Sources' },
          ...sources.map((source) => {
            const url = asText(source['url']);
            return element('li', {}, renderLink(url, [asText(source['text']) || url]));
          }),
        ),
    ),
  );
}

/** Details arrive as rich text in blocks and as plain text in streamed chunks. */
function renderPart(value: unknown, context: BlockContext): HTMLElement | null {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string') return element('div', { class: 'text' }, element('p', {}, ...renderText(value)));
  return renderRichTextValue(asRecord(value), context.names);
}
