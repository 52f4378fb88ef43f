import { element } from '../element.ts';
import { icon, type IconName } from '../icon.ts';
import { asText } from '../read-json.ts';
import { renderTextObject } from '../render-mrkdwn.ts';
import type { BlockRenderer } from './block-context.ts';

const ICONS: Readonly<Record<string, IconName>> = { warning: 'warning', error: 'cross', success: 'check' };

export const renderAlert: BlockRenderer = (block, context) => {
  const level = asText(block['level']) || 'default';
  const role = level === 'error' || level === 'warning' ? 'alert' : 'note';
  return element(
    'div',
    { class: `block-alert alert-${level}`, role },
    icon(ICONS[level] ?? 'info'),
    renderTextObject(block['text'], context.names),
  );
};
