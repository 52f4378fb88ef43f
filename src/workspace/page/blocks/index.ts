import { asRecord, asText } from '../read-json.ts';
import { renderActions } from './actions.ts';
import { renderAlert } from './alert.ts';
import { renderCard } from './card.ts';
import { renderCarousel } from './carousel.ts';
import { renderContainer } from './container.ts';
import { renderContext } from './context.ts';
import { renderContextActions } from './context-actions.ts';
import { renderDataTable } from './data-table.ts';
import { renderDataVisualization } from './data-visualization.ts';
import { renderDivider } from './divider.ts';
import { renderFileBlock } from './file.ts';
import { renderHeader } from './header.ts';
import { renderImage } from './image.ts';
import { renderInput } from './input.ts';
import { renderMarkdown } from './markdown.ts';
import { renderPlan } from './plan.ts';
import { renderRichText } from './rich-text.ts';
import { renderSection } from './section.ts';
import { renderTable } from './table.ts';
import { renderTaskCard } from './task-card.ts';
import { renderUnknown } from './unknown.ts';
import { renderVideo } from './video.ts';
import type { BlockContext, BlockRenderer } from './block-context.ts';

/** Every kind of block this page draws. */
export const BLOCK_RENDERERS: ReadonlyMap<string, BlockRenderer> = new Map([
  ['actions', renderActions],
  ['alert', renderAlert],
  ['card', renderCard],
  ['carousel', renderCarousel],
  ['container', renderContainer],
  ['context', renderContext],
  ['context_actions', renderContextActions],
  ['data_table', renderDataTable],
  ['data_visualization', renderDataVisualization],
  ['divider', renderDivider],
  ['file', renderFileBlock],
  ['header', renderHeader],
  ['image', renderImage],
  ['input', renderInput],
  ['markdown', renderMarkdown],
  ['plan', renderPlan],
  ['rich_text', renderRichText],
  ['section', renderSection],
  ['table', renderTable],
  ['task_card', renderTaskCard],
  ['video', renderVideo],
]);

/** Draws blocks in order; the context's own `renderBlocks` is filled in here for blocks that hold others. */
export function renderBlocks(blocks: readonly unknown[], context: Omit<BlockContext, 'renderBlocks'>): HTMLElement[] {
  const whole: BlockContext = { ...context, renderBlocks: (inner) => renderBlocks(inner, context) };
  return blocks.map((value) => {
    const block = asRecord(value);
    const drawn = (BLOCK_RENDERERS.get(asText(block['type'])) ?? renderUnknown)(block, whole);
    drawn.classList.add('block');
    return drawn;
  });
}
