import { describe, expect, test } from 'vitest';
import { createArtifactRepository } from '../../src/store/artifacts.ts';
import { purgeTraces } from '../../src/store/purge-traces.ts';
import { createTextSealer } from '../../src/store/sealed-text.ts';
import { createSpanRepository } from '../../src/store/spans.ts';
import { sampleSpans } from '../support/sample-spans.ts';
import { dialects, openTestDatabase } from '../support/test-databases.ts';

const day = 86_400_000;
const limit = Date.UTC(2026, 2, 1, 5, 30);
const always = async (): Promise<boolean> => true;

async function open(dialect: (typeof dialects)[number]) {
  const { database, [Symbol.asyncDispose]: dispose } = await openTestDatabase(dialect);
  const spans = createSpanRepository(database);
  const artifacts = createArtifactRepository(database, createTextSealer([]));
  const count = async (table: 'spans' | 'runs' | 'rollups'): Promise<number> => {
    const { n } = await database.kysely
      .selectFrom(table as 'spans')
      .select((row) => row.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow();
    return n;
  };
  return { database, spans, artifacts, count, [Symbol.asyncDispose]: dispose };
}

describe.each(dialects)('a purge of traces on %s', (dialect) => {
  test('takes what is older than its time in batches, and nothing else', async () => {
    await using door = await open(dialect);
    for (let index = 0; index < 20; index += 1) {
      const old = Array.from({ length: 10 }, (_, one) =>
        sampleSpans({ traceId: `old-${index}-${one}`, startMs: limit - day }),
      );
      await door.spans.insertSpans(old.flat());
    }
    await door.spans.insertSpans(sampleSpans({ traceId: 'kept', startMs: limit }));
    await door.artifacts.put('old', 'a', 'x', limit - 1);
    await door.artifacts.put('kept', 'a', 'x', limit);
    let batches = 0;
    const count = async (): Promise<boolean> => (batches += 1) > 0;
    const removed = await purgeTraces(door.database, { detailMs: limit, daySumsMs: limit - 400 * day }, count);
    expect(removed).toMatchObject({ spans: 1200, artifacts: 1, runs: 200 });
    // 500, 500 and 200 spans, and one look at each of the five other kinds.
    expect(batches).toBe(8);
    expect(await door.count('runs')).toBe(1);
    expect((await door.spans.trace('kept')).length).toBe(6);
    expect((await door.artifacts.list('kept')).length).toBe(1);
    expect(await door.artifacts.list('old')).toEqual([]);
  });

  test('keeps the sums of whole days longer, unless they name a person', async () => {
    await using door = await open(dialect);
    await door.spans.insertSpans(sampleSpans({ traceId: 'old', startMs: limit - 3 * day }));
    const before = await door.count('rollups');
    const removed = await purgeTraces(door.database, { detailMs: limit, daySumsMs: limit - 400 * day }, always);
    const left = await door.database.kysely
      .selectFrom('rollups' as 'spans')
      .select(['kind'])
      .distinct()
      .orderBy('kind')
      .execute();
    expect(left.map(({ kind }) => kind)).toEqual(['RUN', 'SCORE', 'STAGE']);
    expect(await door.count('rollups')).toBe(before - removed.rollups);
    await purgeTraces(door.database, { detailMs: limit, daySumsMs: limit }, always);
    expect(await door.count('rollups')).toBe(0);
  });

  test('that is told to stop leaves the rest for the next time', async () => {
    await using door = await open(dialect);
    const spans = Array.from({ length: 100 }, (_, one) => sampleSpans({ traceId: `old-${one}`, startMs: limit - day }));
    await door.spans.insertSpans(spans.flat());
    let turns = 1;
    const removed = await purgeTraces(door.database, { detailMs: limit, daySumsMs: limit }, async () => turns-- > 0);
    expect(removed).toEqual({ spans: 500, artifacts: 0, runs: 0, rollups: 0 });
    expect(await door.count('spans')).toBe(100);
  });
});
