import type { StoredSummary } from '../core/ports.ts';
import { change, first, statement } from './database.ts';
import type { Database, Work } from './database.ts';
import { createLinkWriter } from './library/link-writer.ts';
import type { MainSchema, SummaryTable } from './schema.ts';
import type { TextSealer } from './sealed-text.ts';
import { openSummaryBody, sealSummaryBody } from './summary-body.ts';
import { readSummaryRow } from './summary-row.ts';

const selectNext = statement<{ before: number; after: string }, SummaryTable>(
  `select * from summaries where has_inputs = 1 and updated_at < @before and id > @after order by id limit 1`,
);
// Only where nobody wrote a newer form meanwhile.
const strip = statement<{ id: string; old: string; body: string }>(
  'update summaries set body = @body, has_inputs = 0 where id = @id and body = @old',
);

/**
 * Takes the page text out of summaries from before a time (milliseconds since the epoch). The summary itself, its facts and its sources
 * stay; their quotes go, and so do the page's words from the index of the library.
 * @param pause called before each summary; false stops, the rest goes the next time
 * @returns how many summaries lost their text
 */
export async function purgeInputs(
  database: Database<MainSchema>,
  sealer: TextSealer,
  before: number,
  pause: () => Promise<boolean>,
): Promise<number> {
  const putLink = createLinkWriter(database.dialect, sealer);
  function* stripRow(row: SummaryTable): Work<number> {
    const body = openSummaryBody(sealer, row.id, row.body);
    const stripped = sealSummaryBody(sealer, row.id, { ...body, evidence: withoutText(body.evidence) });
    const changes = yield* change(strip, { id: row.id, old: row.body, body: stripped });
    if (changes > 0) yield* putLink(readSummaryRow({ ...row, body: stripped }, sealer));
    return changes;
  }
  let count = 0;
  let after = '';
  while (await pause()) {
    const last = after;
    const row = await database.read(() => first(selectNext, { before, after: last }));
    if (!row) break;
    after = row.id;
    count += await database.transact([], () => stripRow(row));
  }
  return count;
}

function withoutText(evidence: StoredSummary['evidence']): StoredSummary['evidence'] {
  return evidence && { ...evidence, snippets: [], links: [] };
}
