/** The letters by which people name a run: the end of its id. */
export function shortRunId(runId: string): string {
  return runId.slice(-8);
}

/** Which result of which run a button opens. */
export interface EvalItemReference {
  runId: string;
  itemId: string;
  repeat: number;
}

export function formatItemReference({ runId, itemId, repeat }: EvalItemReference): string {
  return `${runId}/${repeat}/${itemId}`;
}

/** @returns null for a value that this code did not make. */
export function parseItemReference(value: string | undefined): EvalItemReference | null {
  const match = /^([0-9a-f-]{36})\/(\d{1,4})\/([\w.-]{1,80})$/.exec(value ?? '');
  return match ? { runId: match[1] ?? '', repeat: Number(match[2]), itemId: match[3] ?? '' } : null;
}

/** Which page of a run's items is shown. */
export function formatPageReference(runId: string, from: number): string {
  return `${runId}/${from}`;
}

/** @returns null for a value that this code did not make. */
export function parsePageReference(value: string | undefined): { runId: string; from: number } | null {
  const match = /^([0-9a-f-]{36})\/(\d{1,6})$/.exec(value ?? '');
  return match ? { runId: match[1] ?? '', from: Number(match[2]) } : null;
}
