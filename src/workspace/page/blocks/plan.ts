import { element } from '../element.ts';
import { asRecords, asText } from '../read-json.ts';
import { renderText } from '../render-text.ts';
import { renderTask } from './task-card.ts';
import type { BlockRenderer } from './block-context.ts';

export const renderPlan: BlockRenderer = (block, context) => {
  const tasks = asRecords(block['tasks']);
  const done = tasks.filter((task) => task['status'] === 'complete').length;
  return element(
    'details',
    { class: 'block-plan', open: true },
    element(
      'summary',
      {},
      element('span', { class: 'plan-title' }, ...renderText(asText(block['title']))),
      tasks.length > 0 && element('span', { class: 'plan-count' }, `${done} of ${tasks.length}`),
    ),
    element('ol', { class: 'plan-tasks' }, ...tasks.map((task) => element('li', {}, renderTask(task, context)))),
  );
};
