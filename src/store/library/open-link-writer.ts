import type Sqlite from 'better-sqlite3';
import type { SummaryTable } from '../schema.ts';
import type { TextSealer } from '../sealed-text.ts';
import { readSummaryRow } from '../summary-row.ts';
import { ensureLinkWords } from './link-words.ts';
import { createLinkWriter } from './link-writer.ts';
import type { LinkWriter } from './link-writer.ts';

/** Makes the index of words where it is not there, and files the summaries that it or the library does not know. */
export function openLinkWriter(handle: Sqlite.Database, sealer: TextSealer): LinkWriter {
  const open = handle.transaction((): LinkWriter => {
    const isNew = ensureLinkWords(handle);
    const put = createLinkWriter(handle, sealer);
    const unfiled = isNew ? '' : 'and not exists (select 1 from links where links.summary_id = summaries.id)';
    const ids = handle
      .prepare<[], string>(`select id from summaries where outcome = 'summarized' ${unfiled} order by created_at, id`)
      .pluck()
      .all();
    const read = handle.prepare<[string], SummaryTable>('select * from summaries where id = ?');
    for (const id of ids) {
      const row = read.get(id);
      if (row) put(readSummaryRow(row, sealer));
    }
    return put;
  });
  return open.immediate();
}
