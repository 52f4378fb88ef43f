import type { ModalView } from '@slack/types';
import type { Report, ReportForm } from '../report.ts';
import { loadingModal, reportModal } from '../report-modal.ts';

/** A trace as a modal. */
export const renderReportModal = (report: Report, form: ReportForm): ModalView => reportModal('Trace', report, form);

/** Opened at once, for a trigger lives three seconds; the trace replaces it. */
export const renderLoadingModal = (): ModalView => loadingModal('Trace', 'Reading the trace…');
