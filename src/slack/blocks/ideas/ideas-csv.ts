import { stringify } from 'csv-stringify/sync';
import type { Idea } from '../../../core/idea.ts';

/** One row an idea; a cell that a spreadsheet would take for a formula begins with an apostrophe. */
export function ideasCsv(ideas: readonly Idea[]): string {
  return stringify(
    ideas.map(({ theme, text, voteCount, claimedBy, url, createdAt }) => ({
      theme,
      idea: text,
      votes: voteCount,
      taken_on_by: claimedBy ?? '',
      url,
      created_at: new Date(createdAt).toISOString(),
    })),
    { header: true, columns: ['theme', 'idea', 'votes', 'taken_on_by', 'url', 'created_at'], escape_formulas: true },
  );
}
