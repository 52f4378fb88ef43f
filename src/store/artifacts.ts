import type { ArtifactInfo } from '../core/analytics.ts';
import { all, statement } from './database.ts';
import type { Database, Work } from './database.ts';
import type { TracesSchema } from './schema.ts';
import { plainBytesSql } from './sealed-text.ts';
import type { TextSealer } from './sealed-text.ts';

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

const selectList = statement<{ traceId: string }, ArtifactInfo>(
  `select name, ${plainBytesSql('content')} as bytes, created_at as "createdAt" from artifacts where trace_id = @traceId order by name`,
);

export function createArtifactRepository(database: Database<TracesSchema>, sealer: TextSealer): ArtifactRepository {
  const { kysely } = database;
  return {
    async put(traceId, name, plain, at) {
      const content = sealer.seal(plain, placeOf(traceId, name));
      await kysely
        .insertInto('artifacts')
        .values({ trace_id: traceId, name, content, created_at: at })
        .onConflict((conflict) => conflict.columns(['trace_id', 'name']).doUpdateSet({ content, created_at: at }))
        .execute();
    },
    list: (traceId) => database.read(() => listArtifacts(traceId)),
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

/** The artifacts of a trace by name. */
export function listArtifacts(traceId: string): Work<ArtifactInfo[]> {
  return all(selectList, { traceId });
}

function placeOf(traceId: string, name: string): string {
  return `artifact:${traceId}:${name}`;
}
