import type Sqlite from 'better-sqlite3';
import type { ArtifactInfo } from '../core/analytics.ts';
import type { TracesSchema } from './schema.ts';
import { plainBytesSql } from './sealed-text.ts';
import type { TextSealer } from './sealed-text.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

/** Files of a run, e.g. `evidence.json`; a second one of the same name replaces the first. */
export interface ArtifactRepository {
  put(traceId: string, name: string, content: string, at: number): Promise<void>;
  /** By name, without content; the size is in bytes of UTF-8. */
  list(traceId: string): Promise<ArtifactInfo[]>;
  /** @throws AppError `store_key_missing`, `store_text_damaged`. */
  get(traceId: string, name: string): Promise<string | null>;
  /** All of some traces. */
  remove(traceIds: readonly string[]): Promise<void>;
}

export function createArtifactRepository(
  { kysely, handle }: SqliteDatabase<TracesSchema>,
  sealer: TextSealer,
): ArtifactRepository {
  const list = createArtifactLister(handle);
  return {
    async put(traceId, name, plain, at) {
      const content = sealer.seal(plain, placeOf(traceId, name));
      await kysely
        .insertInto('artifacts')
        .values({ trace_id: traceId, name, content, created_at: at })
        .onConflict((conflict) => conflict.columns(['trace_id', 'name']).doUpdateSet({ content, created_at: at }))
        .execute();
    },
    list: async (traceId) => list(traceId),
    async remove(traceIds) {
      if (traceIds.length === 0) return;
      await kysely
        .deleteFrom('artifacts')
        .where('trace_id', 'in', [...traceIds])
        .execute();
    },
    async get(traceId, name) {
      const row = await kysely
        .selectFrom('artifacts')
        .select('content')
        .where('trace_id', '=', traceId)
        .where('name', '=', name)
        .executeTakeFirst();
      return row ? sealer.open(row.content, placeOf(traceId, name)) : null;
    },
  };
}

/** @returns what lists the artifacts of a trace by name */
export function createArtifactLister(handle: Sqlite.Database): (traceId: string) => ArtifactInfo[] {
  const select = handle.prepare<[string], ArtifactInfo>(
    `select name, ${plainBytesSql('content')} as bytes, created_at as createdAt from artifacts where trace_id = ? order by name`,
  );
  return (traceId) => select.all(traceId);
}

function placeOf(traceId: string, name: string): string {
  return `artifact:${traceId}:${name}`;
}
