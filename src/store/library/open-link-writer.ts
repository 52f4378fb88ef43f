import { all, first, statement } from '../database.ts';
import type { Database, Work } from '../database.ts';
import type { MainSchema, SummaryTable } from '../schema.ts';
import type { TextSealer } from '../sealed-text.ts';
import { readSummaryRow } from '../summary-row.ts';
import { linkWordsIndex } from './link-words-index.ts';
import { createLinkWriter } from './link-writer.ts';
import type { LinkWriter } from './link-writer.ts';

/** Summaries of one transaction. */
const batch = 100;
const readSummary = statement<{ id: string }, SummaryTable>('select * from summaries where id = @id');

/**
 * Makes the index of words where it is not there, and files the summaries that it or the library does not know. Where that is broken off, it goes
 * on the next time; where several programs do it, each takes what the others left.
 */
export async function openLinkWriter(database: Database<MainSchema>, sealer: TextSealer): Promise<LinkWriter> {
  const index = linkWordsIndex(database.dialect);
  const put = createLinkWriter(database.dialect, sealer);
  const unfiled = statement<{ after: string }, { id: string }>(
    `select id from summaries where outcome = 'summarized' and id > @after
       and not exists (select 1 from links where links.summary_id = summaries.id and ${index.isFiled})
     order by id limit ${batch}`,
  );

  function* fileSome(after: string): Work<string | null> {
    const ids = yield* all(unfiled, { after });
    for (const { id } of ids) {
      const row = yield* first(readSummary, { id });
      if (row) yield* put(readSummaryRow(row, sealer));
    }
    return ids.at(-1)?.id ?? null;
  }

  await database.transact('link words', () => index.ensure());
  for (let after: string | null = ''; after !== null;) {
    const last: string = after;
    after = await database.transact('link words', () => fileSome(last));
  }
  return put;
}
