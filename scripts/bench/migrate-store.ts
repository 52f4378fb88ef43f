/** `npm run bench -- migrate-store`: how long a copy from SQLite to PostgreSQL takes, and whether its memory stays bounded. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateStore } from '../../src/store/migrate-store/migrate-store.ts';
import { openStore } from '../../src/store/open-store.ts';
import { StoreSettings } from '../../src/store/settings.ts';
import { startPostgres } from '../../test/support/postgres.ts';
import { createRealOutside } from '../../test/support/real-outside.ts';
import { samplePageSummary } from '../../test/support/sample-page-summary.ts';
import { seedTraces } from './analytics/seed-traces.ts';

const outside = createRealOutside();
const limitMebibytes = 200;

/**
 * Fills a store with spans, their sums and a hundredth as many summaries, copies it, and holds how much the process grew meanwhile against 200 MiB.
 * @param spanCount default 20,000
 */
export async function benchMigrateStore(spanCount: number): Promise<boolean> {
  const place = mkdtempSync(join(tmpdir(), 'gloss-migrate-'));
  const from = { mainPath: join(place, 'gloss.db'), tracesPath: join(place, 'traces.db') };
  await using server = await startPostgres();
  try {
    await seed(from, spanCount);
    const before = process.memoryUsage().rss;
    let peak = before;
    const sampler = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 20);
    const began = performance.now();
    const progress = (line: string): void =>
      console.log(`  ${((performance.now() - began) / 1000).toFixed(1)} s  ${line}`);
    const tables = await migrateStore({ from, to: server.url, encryptionKeys: [], progress }, outside);
    const seconds = (performance.now() - began) / 1000;
    clearInterval(sampler);
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    const grown = (peak - before) / 1_048_576;
    console.log(`${rows} rows copied and compared in ${seconds.toFixed(1)} s (${(rows / seconds).toFixed(0)} rows/s)`);
    console.log(`memory: grew by ${grown.toFixed(0)} MiB at the most (limit ${limitMebibytes} MiB)`);
    return grown <= limitMebibytes;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

async function seed(files: { mainPath: string; tracesPath: string }, spanCount: number): Promise<void> {
  const settings = StoreSettings.parse({ databaseUrl: files.mainPath, tracesFile: files.tracesPath });
  const store = await openStore(settings, outside);
  try {
    await seedTraces(store.spans, store.modelCalls, { spanCount, endMs: outside.clock.now(), days: 30 });
    for (let index = 0; index < spanCount / 100; index += 1) {
      const page = { id: `s${index}`, url: `https://a.example/${index}`, title: `Page ${index}` };
      await store.summaries.save(samplePageSummary(page, { messageTs: `${index}.1` }));
    }
  } finally {
    await store.close();
  }
}
