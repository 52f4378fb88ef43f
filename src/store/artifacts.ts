import type { TracesSchema } from './schema.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

/** Files of a run, e.g. `evidence.json`; a second one of the same name replaces the first. */
export interface ArtifactRepository {
  put(traceId: string, name: string, content: string, at: number): Promise<void>;
  /** By name, without content; the size is in bytes of UTF-8. */
  list(traceId: string): Promise<{ name: string; bytes: number; createdAt: number }[]>;
  get(traceId: string, name: string): Promise<string | null>;
}

export function createArtifactRepository({ kysely, handle }: SqliteDatabase<TracesSchema>): ArtifactRepository {
  // SQLite's length of a text cast to blob is its bytes; PostgreSQL says octet_length.
  const selectList = handle.prepare<[string], { name: string; bytes: number; createdAt: number }>(
    `select name, length(cast(content as blob)) as bytes, created_at as createdAt from artifacts where trace_id = ? order by name`,
  );
  return {
    async put(traceId, name, content, at) {
      await kysely
        .insertInto('artifacts')
        .values({ trace_id: traceId, name, content, created_at: at })
        .onConflict((conflict) => conflict.columns(['trace_id', 'name']).doUpdateSet({ content, created_at: at }))
        .execute();
    },
    list: async (traceId) => selectList.all(traceId),
    async get(traceId, name) {
      const row = await kysely
        .selectFrom('artifacts')
        .select('content')
        .where('trace_id', '=', traceId)
        .where('name', '=', name)
        .executeTakeFirst();
      return row?.content ?? null;
    },
  };
}
