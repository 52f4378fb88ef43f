import type Sqlite from 'better-sqlite3';
import type { StoredSummary } from '../core/ports.ts';
import type { TextSealer } from './sealed-text.ts';
import { openSummaryBody, sealSummaryBody } from './summary-body.ts';

/**
 * Takes the page text out of summaries from before a time (milliseconds since the epoch). The summary itself, its facts and its sources
 * stay; their quotes go.
 * @param pause called before each summary; false stops, the rest goes the next time
 * @returns how many summaries lost their text
 */
export function purgeInputs(handle: Sqlite.Database, sealer: TextSealer, before: number, pause: () => boolean): number {
  const next = handle.prepare<{ before: number; after: string }, { id: string; body: string }>(
    `select id, body from summaries where has_inputs = 1 and updated_at < @before and id > @after order by id limit 1`,
  );
  // Only where nobody wrote a newer form meanwhile.
  const update = handle.prepare('update summaries set body = @body, has_inputs = 0 where id = @id and body = @old');
  let count = 0;
  let after = '';
  while (pause()) {
    const row = next.get({ before, after });
    if (!row) break;
    after = row.id;
    const body = openSummaryBody(sealer, row.id, row.body);
    const stripped = { ...body, evidence: withoutText(body.evidence) };
    count += update.run({ id: row.id, old: row.body, body: sealSummaryBody(sealer, row.id, stripped) }).changes;
  }
  return count;
}

function withoutText(evidence: StoredSummary['evidence']): StoredSummary['evidence'] {
  return evidence && { ...evidence, snippets: [], links: [] };
}
