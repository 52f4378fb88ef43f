import type { ModalView } from '@slack/types';
import { literal } from './literal.ts';
import { renderParts, type Report, type ReportForm } from './report.ts';

const maxBlocks = 98;

/** A report as a modal. @param name what it is, in at most 24 letters */
export function reportModal(name: string, report: Report, form: ReportForm): ModalView {
  const blocks = renderParts(report.parts, form, 'view').slice(0, maxBlocks);
  return {
    ...frame(name),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: literal(report.title, 140), emoji: false } },
      ...blocks,
    ],
  };
}

/** What stands there until the report is ready. */
export function loadingModal(name: string, text: string): ModalView {
  return { ...frame(name), blocks: [{ type: 'section', text: { type: 'plain_text', text, emoji: false } }] };
}

function frame(name: string): Pick<ModalView, 'type' | 'callback_id' | 'title' | 'close'> {
  return {
    type: 'modal',
    callback_id: name.toLowerCase().replaceAll(' ', '_'),
    title: { type: 'plain_text', text: name, emoji: false },
    close: { type: 'plain_text', text: 'Close', emoji: false },
  };
}
