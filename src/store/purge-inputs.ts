import type Sqlite from 'better-sqlite3';
import type { StoredSummary } from '../core/ports.ts';
import { createLinkWriter } from './library/link-writer.ts';
import type { SummaryTable } from './schema.ts';
import type { TextSealer } from './sealed-text.ts';
import { openSummaryBody, sealSummaryBody } from './summary-body.ts';
import { readSummaryRow } from './summary-row.ts';

/**
 * Takes the page text out of summaries from before a time (milliseconds since the epoch). The summary itself, its facts and its sources
 * stay; their quotes go, and so do the page's words from the index of the library.
 * @param pause called before each summary; false stops, the rest goes the next time
 * @returns how many summaries lost their text
 */
export function purgeInputs(handle: Sqlite.Database, sealer: TextSealer, before: number, pause: () => boolean): number {
  const next = handle.prepare<{ before: number; after: string }, SummaryTable>(
    `select * from summaries where has_inputs = 1 and updated_at < @before and id > @after order by id limit 1`,
  );
  // Only where nobody wrote a newer form meanwhile.
  const update = handle.prepare('update summaries set body = @body, has_inputs = 0 where id = @id and body = @old');
  const putLink = createLinkWriter(handle, sealer);
  const strip = handle.transaction((row: SummaryTable): number => {
    const body = openSummaryBody(sealer, row.id, row.body);
    const stripped = sealSummaryBody(sealer, row.id, { ...body, evidence: withoutText(body.evidence) });
    const { changes } = update.run({ id: row.id, old: row.body, body: stripped });
    if (changes > 0) putLink(readSummaryRow({ ...row, body: stripped }, sealer));
    return changes;
  });
  let count = 0;
  let after = '';
  while (pause()) {
    const row = next.get({ before, after });
    if (!row) break;
    after = row.id;
    count += strip.immediate(row);
  }
  return count;
}

function withoutText(evidence: StoredSummary['evidence']): StoredSummary['evidence'] {
  return evidence && { ...evidence, snippets: [], links: [] };
}
