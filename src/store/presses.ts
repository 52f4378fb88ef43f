import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { PressStore } from '../core/press-store.ts';
import type { Database } from './database.ts';
import type { MainSchema } from './schema.ts';

/** Longer than Slack sends again and than a signature is taken for fresh. */
const keptMs = 600_000;

/** Presses are marks (marks.ts) under names of their own. */
export function createPressStore({ kysely }: Database<MainSchema>): PressStore {
  let sweptAt = 0;
  const forgetOld = async (now: number): Promise<void> => {
    if (now - sweptAt < keptMs) return;
    sweptAt = now;
    await kysely
      .deleteFrom('marks')
      .where('name', '>=', 'press:')
      .where('name', '<', 'press;')
      .where('at', '<', now - keptMs)
      .execute();
  };
  return {
    async begin(payload, at, forMs) {
      // In this order: what is done between the two is found done.
      const begun = await kysely
        .insertInto('marks')
        .values({ name: nameOf('begun', payload), at })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet({ at })
            .where('marks.at', '<=', at - forMs),
        )
        .returning('name')
        .executeTakeFirst();
      const done = await kysely
        .selectFrom('marks')
        .select('at')
        .where('name', '=', nameOf('done', payload))
        .executeTakeFirst();
      if (done !== undefined) return 'done';
      return begun === undefined ? 'underway' : 'begun';
    },
    async note(payload, at) {
      await forgetOld(at);
      await kysely
        .insertInto('marks')
        .values({ name: nameOf('done', payload), at })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .execute();
    },
    async take(press, at, apartMs) {
      const taken = await kysely
        .insertInto('marks')
        .values({ name: nameOf('taken', press), at })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet({ at })
            .where(sql<boolean>`excluded.at = marks.at or abs(excluded.at - marks.at) >= ${apartMs}`),
        )
        .returning('name')
        .executeTakeFirst();
      return taken !== undefined;
    },
  };
}

/** A hash: what a payload says is nobody's business later. */
function nameOf(kind: 'begun' | 'done' | 'taken', text: string): string {
  return `press:${kind}:${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}
