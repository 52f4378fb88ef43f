/** What a button carries: which summary, and which form of it was on the screen. The server reads everything else again. */
export interface SummaryReference {
  summaryId: string;
  revision: number;
}

export function formatSummaryReference(reference: SummaryReference): string {
  return `${reference.summaryId}:${reference.revision}`;
}

/** @returns null for a value that this code did not make. */
export function parseSummaryReference(value: string | undefined): SummaryReference | null {
  const match = /^([\w-]{1,100}):(\d{1,9})$/.exec(value ?? '');
  return match ? { summaryId: match[1] ?? '', revision: Number(match[2]) } : null;
}
