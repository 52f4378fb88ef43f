import { isTraceId } from './trace-id.ts';

/** Which file of which run a button sends. */
export interface ArtifactReference {
  traceId: string;
  name: string;
}

/** One id a button: Slack wants them to differ inside a block. */
export const artifactActionIds = Array.from({ length: 10 }, (_, index) => `trace_file_${index + 1}` as const);

/** Files that hold no more than where things were read; all others hold what was read or written. */
const openArtifacts: ReadonlySet<string> = new Set(['sources.txt']);

/** Whether a file may be given to people who are no admins. What is not known to be harmless is not. */
export function isOpenArtifact(name: string): boolean {
  return openArtifacts.has(name);
}

/** null for a name that would not come back as it was. */
export function formatArtifactReference({ traceId, name }: ArtifactReference): string | null {
  const value = `${traceId}/${name}`;
  return parseArtifactReference(value) === null ? null : value;
}

/** @returns null for a value that this code did not make. */
export function parseArtifactReference(value: string | undefined): ArtifactReference | null {
  const [, traceId = '', name = ''] = /^([0-9a-f]{32})\/([\w.-]{1,100})$/.exec(value ?? '') ?? [];
  return isTraceId(traceId) ? { traceId, name } : null;
}
