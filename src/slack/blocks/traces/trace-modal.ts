import type { ModalView } from '@slack/types';
import { literal } from '../literal.ts';
import { renderParts, type Report, type ReportForm } from '../report.ts';

const maxBlocks = 98;

/** A report as a modal. */
export function renderReportModal(report: Report, form: ReportForm): ModalView {
  const blocks = renderParts(report.parts, form, 'view').slice(0, maxBlocks);
  return {
    ...frame,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: literal(report.title, 140), emoji: false } },
      ...blocks,
    ],
  };
}

/** Opened at once, for a trigger lives three seconds; the trace replaces it. */
export function renderLoadingModal(): ModalView {
  return {
    ...frame,
    blocks: [{ type: 'section', text: { type: 'plain_text', text: 'Reading the trace…', emoji: false } }],
  };
}

const frame = {
  type: 'modal' as const,
  callback_id: 'trace',
  title: { type: 'plain_text' as const, text: 'Trace', emoji: false },
  close: { type: 'plain_text' as const, text: 'Close', emoji: false },
};
