/** `npm run bench -- library`: how long a search over many links takes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LinkScope } from '../../src/core/library.ts';
import { sql } from 'kysely';
import { isPostgresUrl } from '../../src/store/database-path.ts';
import { change } from '../../src/store/database.ts';
import type { Dialect, Work } from '../../src/store/database.ts';
import { openLinkWriter } from '../../src/store/library/open-link-writer.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { MainSchema } from '../../src/store/schema.ts';
import { openPostgres } from '../../src/store/postgres/postgres-database.ts';
import { createTextSealer } from '../../src/store/sealed-text.ts';
import { StoreSettings } from '../../src/store/settings.ts';
import { openSqlite } from '../../src/store/sqlite-database.ts';
import { toSummaryRow } from '../../src/store/summary-row.ts';
import { startPostgres } from '../../test/support/postgres.ts';
import { createRealOutside } from '../../test/support/real-outside.ts';
import { samplePageSummary } from '../../test/support/sample-page-summary.ts';
import { quantile } from './quantile.ts';

const outside = createRealOutside();
const limitMs = 50;
const channels = Array.from({ length: 20 }, (_, index) => `C${String(index).padStart(2, '0')}`);

/** Words as often as in a language (Zipf): the first in nearly every page, the last in few. */
const words = Array.from({ length: 30_000 }, (_, index) => `w${index.toString(36)}`);

function createText(seed: number): (count: number) => string {
  let state = seed;
  const random = (): number => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
  return (count) =>
    Array.from({ length: count }, () => words[Math.floor(words.length ** random()) - 1] ?? words[0]).join(' ');
}

/**
 * Files links of 150 words each over twenty channels, asks for common, usual and rare words as a member of twelve of them and of one, and holds the 95th
 * percentile of all searches, thread and back, against 50 ms.
 * @param linkCount default 100,000
 * @param dialect default SQLite
 */
export async function benchLibrary(linkCount: number, dialect: Dialect): Promise<boolean> {
  const place = mkdtempSync(join(tmpdir(), 'gloss-library-'));
  await using server = dialect === 'postgres' ? await startPostgres() : null;
  const databaseUrl = server?.url ?? join(place, 'gloss.db');
  const settings = StoreSettings.parse({ databaseUrl, tracesFile: join(place, 'traces.db') });
  const store = await openStore(settings, outside);
  try {
    const from = performance.now();
    await seed(settings.databaseUrl, linkCount);
    console.log(`${linkCount} links filed in ${((performance.now() - from) / 1000).toFixed(0)} s`);
    const scope: LinkScope = { teamId: 'T1', channelIds: channels.slice(0, 12) };
    const lonely: LinkScope = { teamId: 'T1', channelIds: channels.slice(15, 16) };
    const kinds = {
      'the most common words': (round: number) => `${words[round % 3]} ${words[3 + (round % 5)]}`,
      'a common and a usual word': (round: number) => `${words[round % 5]} ${words[50 + round * 7]}`,
      'two usual words': (round: number) => `${words[40 + round * 3]} ${words[90 + round * 5]}`,
      'a rare word': (round: number) => words[5000 + round * 97] ?? '',
      'common words in one channel of all': (round: number) => `${words[round % 3]} ${words[3 + (round % 5)]}`,
      'words that never stand together': (round: number) => `${words[20_000 + round]} ${words[25_000 + round]}`,
    };
    const all: number[] = [];
    await store.library.search('warm', scope, { limit: 10 });
    for (const [kind, wordsOf] of Object.entries(kinds)) {
      const times: number[] = [];
      for (let round = 0; round < 40; round += 1) {
        const began = performance.now();
        await store.library.search(wordsOf(round), kind.includes('one channel') ? lonely : scope, { limit: 10 });
        times.push(performance.now() - began);
      }
      all.push(...times);
      console.log(`${kind}: p50 ${quantile(times, 0.5).toFixed(1)} ms, p95 ${quantile(times, 0.95).toFixed(1)} ms`);
    }
    const related: number[] = [];
    for (let round = 0; round < 20; round += 1) {
      const began = performance.now();
      await store.library.related(`s${round * 7}`, scope, 5);
      related.push(performance.now() - began);
    }
    console.log(
      `related links: p50 ${quantile(related, 0.5).toFixed(1)} ms, p95 ${quantile(related, 0.95).toFixed(1)} ms`,
    );
    const p95 = quantile(all, 0.95);
    console.log(`search over ${linkCount} links: p95 ${p95.toFixed(1)} ms (limit ${limitMs} ms)`);
    return p95 <= limitMs;
  } finally {
    await store.close();
    rmSync(place, { recursive: true, force: true });
  }
}

async function seed(url: string, count: number): Promise<void> {
  const sealer = createTextSealer([]);
  const limits = { poolSize: 3, queryTimeoutMs: 60_000, busyTimeoutMs: 5000 };
  const main = isPostgresUrl(url)
    ? openPostgres<MainSchema>({ url, ...limits }, outside.log)
    : openSqlite<MainSchema>({ path: url, busyTimeoutMs: 5000, synchronous: 'normal' });
  const put = await openLinkWriter(main, sealer);
  function* file(first: number): Work<void> {
    for (let index = first; index < Math.min(first + 2000, count); index += 1) {
      const text = createText(index + 1);
      const summary = samplePageSummary(
        {
          id: `s${index}`,
          url: `https://site${index % 300}.example/${index}`,
          title: text(6),
          tldr: [text(30)],
          page: [text(110)],
        },
        { channelId: channels[index % channels.length] ?? 'C00', createdAt: index, messageTs: `${index}.0` },
      );
      yield* change(main.kysely.insertInto('summaries').values(toSummaryRow(summary, sealer)));
      yield* put(summary);
    }
  }
  for (let first = 0; first < count; first += 2000) await main.transact([], () => file(first));
  await main.kysely.executeQuery(sql`analyze`.compile(main.kysely));
  await main.close();
}
