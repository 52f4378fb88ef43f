import type { StoredSummary } from '../core/ports.ts';
import type { TextSealer } from './sealed-text.ts';

/** The parts of a summary that are only ever read as a whole. */
export type SummaryBody = Pick<
  StoredSummary,
  'evidence' | 'factSheet' | 'draft' | 'gates' | 'rewriteCount' | 'failure' | 'known'
>;

export function sealSummaryBody(sealer: TextSealer, summaryId: string, body: SummaryBody): string {
  return sealer.seal(JSON.stringify(body), `summary:${summaryId}`);
}

/** @throws AppError `store_key_missing`, `store_text_damaged`. */
export function openSummaryBody(sealer: TextSealer, summaryId: string, stored: string): SummaryBody {
  return JSON.parse(sealer.open(stored, `summary:${summaryId}`)) as SummaryBody;
}
