import { element } from '../element.ts';
import type { BlockRenderer } from './block-context.ts';

export const renderDivider: BlockRenderer = () => element('hr', { class: 'block-divider' });
