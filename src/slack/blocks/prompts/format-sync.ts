import type { SyncReport } from '../../../prompts/registry.ts';

/** What reading the files again changed. */
export function formatSync(reports: readonly SyncReport[]): { sentence: string; lines: string[] } {
  const told = reports.filter(({ isNew, labelled }) => isNew || labelled !== null);
  const rest = reports.length - told.length;
  const lines = told.map(({ name, version, isNew, labelled }) => {
    const what = `${name} ${version}${isNew ? ' is new' : ' was known'}`;
    if (labelled === 'candidate') return `${what} and is the candidate now: /prompt diff ${name} shows what changed.`;
    return labelled === null ? `${what}; its labels stay.` : `${what} and is ${labelled} now.`;
  });
  if (told.length === 0) return { sentence: `Nothing is new: all ${rest} prompt files are known as they are.`, lines };
  return {
    sentence: `${told.length} of ${reports.length} prompt files ${told.length === 1 ? 'is' : 'are'} new here:`,
    lines,
  };
}
