import { setImmediate } from 'node:timers/promises';
import type { TracesSchema } from './schema.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

/** Rows of one transaction: short enough that nobody waits for it. */
const batch = 500;

/** Removes spans and artifacts from before a time (milliseconds since the epoch). */
export async function purgeTraces(
  { handle }: SqliteDatabase<TracesSchema>,
  before: number,
): Promise<{ spans: number; artifacts: number }> {
  const deleteSpans = handle.prepare(
    'delete from spans where rowid in (select rowid from spans where start_ms < ? limit ?)',
  );
  const deleteArtifacts = handle.prepare(
    'delete from artifacts where rowid in (select rowid from artifacts where created_at < ? limit ?)',
  );
  const total = { spans: 0, artifacts: 0 };
  for (let count = batch; count === batch; total.spans += count) {
    count = deleteSpans.run(before, batch).changes;
    await setImmediate();
  }
  for (let count = batch; count === batch; total.artifacts += count) {
    count = deleteArtifacts.run(before, batch).changes;
    await setImmediate();
  }
  return total;
}
