import { element } from '../element.ts';
import { icon } from '../icon.ts';
import { asText, textOf } from '../read-json.ts';
import { renderLink } from '../render-inline.ts';
import { renderText } from '../render-text.ts';
import type { BlockRenderer } from './block-context.ts';

/** A video is named and linked, never embedded. */
export const renderVideo: BlockRenderer = (block) => {
  const title = textOf(block['title']) || asText(block['alt_text']);
  const by = [asText(block['author_name']), asText(block['provider_name'])].filter(Boolean).join(' · ');
  const description = textOf(block['description']);
  return element(
    'div',
    { class: 'block-video' },
    element(
      'div',
      { class: 'video-title' },
      icon('video'),
      renderLink(asText(block['title_url']) || asText(block['video_url']), [title]),
    ),
    by !== '' && element('p', { class: 'quiet' }, by),
    description !== '' && element('p', {}, ...renderText(description)),
  );
};
