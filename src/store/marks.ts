import type { Database } from './database.ts';
import type { MainSchema } from './schema.ts';

/** Moments that must be known after a restart, by name. */
export interface MarkRepository {
  /** @returns milliseconds since the epoch, or null where it was never set. */
  get(name: string): Promise<number | null>;
  /** A mark never goes back: an earlier moment than the stored one changes nothing. */
  set(name: string, at: number): Promise<void>;
}

export function createMarkRepository({ kysely }: Pick<Database<MainSchema>, 'kysely'>): MarkRepository {
  return {
    async get(name) {
      const row = await kysely.selectFrom('marks').select('at').where('name', '=', name).executeTakeFirst();
      return row?.at ?? null;
    },
    async set(name, at) {
      await kysely
        .insertInto('marks')
        .values({ name, at })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ at }).where('marks.at', '<', at))
        .execute();
    },
  };
}
