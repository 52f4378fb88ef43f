import type { ModalView, RichTextBlock } from '@slack/types';
import type { ChangedParagraph, PageChange } from '../../core/page-change.ts';
import { plural } from './format-figures.ts';
import { literal } from './literal.ts';
import { rich } from './rich-text.ts';

/** A modal takes 100 blocks; people read far fewer. */
const maxPlaces = 20;

/** What a page said before and says now, one place under the other. */
export function renderChangesModal(change: PageChange, places: readonly ChangedParagraph[]): ModalView {
  const shown = places.slice(0, maxPlaces);
  const left = places.length - shown.length;
  const notes = [
    `${plural(change.unchanged, 'paragraph')} unchanged`,
    ...(left > 0 ? [`${plural(left, 'more place')} not shown`] : []),
  ];
  return {
    type: 'modal',
    callback_id: 'changes',
    title: { type: 'plain_text', text: 'What changed', emoji: false },
    close: { type: 'plain_text', text: 'Close', emoji: false },
    blocks: [
      ...shown.flatMap(renderPlace),
      { type: 'context', elements: [{ type: 'plain_text', text: notes.join(' · '), emoji: false }] },
    ],
  };
}

function renderPlace({ before, after }: ChangedParagraph): RichTextBlock[] {
  const heading = before === null ? 'Added' : after === null ? 'Removed' : 'Changed';
  const gone = (text: string) => ({ type: 'text' as const, text, style: { strike: true } });
  return [
    rich.block(
      rich.section(rich.bold(heading)),
      ...(before === null ? [] : [rich.quote(gone(literal(before, 700) || ' '))]),
      ...(after === null ? [] : [rich.quote(rich.text(literal(after, 700)))]),
    ),
  ];
}
