import { statSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { sampleSpans } from '../support/sample-spans.ts';
import { sampleSummary } from '../support/sample-summary.ts';
import { openTempStore } from '../support/temp-store.ts';
import { dialects } from '../support/test-databases.ts';

const day = 86_400_000;

describe('the daily purge of files', () => {
  test('makes the files smaller, and keeps the sums of days that name nobody', async () => {
    await using temp = await openTempStore();
    const { spans, artifacts, analytics } = temp.store;
    const now = temp.outside.clock.now();
    const old = now - 40 * day;
    for (let index = 0; index < 200; index += 1) {
      await spans.insertSpans(sampleSpans({ traceId: `old-${index}`, startMs: old + index }));
      await artifacts.put(`old-${index}`, 'evidence.json', 'x'.repeat(20_000), old);
    }
    await spans.insertSpans(sampleSpans({ traceId: 'new', startMs: now - day }));
    const file = temp.settings.tracesFile;
    const before = new Sqlite(file, { readonly: true });
    const bytesBefore = Number(before.pragma('page_count', { simple: true })) * 4096;
    before.close();
    expect(bytesBefore).toBeGreaterThan(4_000_000);
    const purged = await temp.store.purge();
    expect(purged).toMatchObject({ spans: 1200, runs: 200, artifacts: 200 });
    expect(purged.freedBytes).toBeGreaterThan(4_000_000);
    expect(statSync(file).size).toBeLessThan(bytesBefore / 5);
    expect((await analytics.searchTraces({})).traces.map((trace) => trace.traceId)).toEqual(['new']);
    const month = { fromMs: old - (old % day), toMs: now };
    expect((await analytics.throughput(month, 'day')).runs).toBe(201);
    expect((await analytics.costs(month)).byUser.map(({ key }) => key)).toEqual(['U1']);
    const raw = new Sqlite(file, { readonly: true });
    const people = raw.prepare(`select min(bucket_ms) from rollups where kind in ('SPEND', 'PERSON')`).pluck().get();
    expect(people).toBeGreaterThan(now - 31 * day);
    raw.close();
  });

  test('makes a file from before it could shrink shrinkable at the next start', async () => {
    await using temp = await openTempStore();
    await temp.store.close();
    const file = temp.settings.tracesFile;
    const raw = new Sqlite(file);
    raw.pragma('auto_vacuum = none');
    raw.exec('vacuum');
    expect(raw.pragma('auto_vacuum', { simple: true })).toBe(0);
    raw.close();
    await temp.openAnother();
    const after = new Sqlite(file, { readonly: true });
    expect(after.pragma('auto_vacuum', { simple: true })).toBe(2);
    after.close();
  });
});

describe.each(dialects)('the daily purge on %s', (dialect) => {
  test('takes the text of the page from old summaries, and leaves the summary, sealed or not', async () => {
    await using temp = await openTempStore({ dialect });
    const settings = { ...temp.settings, encryptionKeys: [Buffer.alloc(32, 7).toString('base64')] };
    const sealed = await openStore(settings, temp.outside);
    const now = temp.outside.clock.now();
    await temp.store.summaries.save(sampleSummary({ id: 'plain', updatedAt: now - 31 * day }));
    await sealed.summaries.save(sampleSummary({ id: 'sealed', updatedAt: now - 31 * day }));
    await sealed.summaries.save(sampleSummary({ id: 'new', updatedAt: now - 29 * day }));
    expect((await sealed.purge()).inputs).toBe(2);
    for (const id of ['plain', 'sealed']) {
      const summary = await sealed.summaries.get(id);
      expect(summary?.evidence).toMatchObject({ snippets: [], links: [], domain: 'ferry.example' });
      expect(summary?.evidence?.sources).toHaveLength(2);
      expect(summary?.draft).toEqual(sampleSummary().draft);
    }
    expect((await sealed.summaries.get('new'))?.evidence?.snippets).toHaveLength(3);
    expect((await sealed.purge()).inputs).toBe(0);
    await sealed.close();
  });

  test('takes scores and the marks of scored items after their own time, long after the traces', async () => {
    await using temp = await openTempStore({ dialect });
    const { scores, monitors } = temp.store;
    const now = temp.outside.clock.now();
    for (const days of [401, 399]) {
      const at = now - days * day;
      const id = `${days}`;
      const nobody = { teamId: null, traceId: id, summaryId: null, channelId: null, passed: null, reason: null };
      await scores.put([
        { ...nobody, id, name: 'voice', value: 1, origin: 'monitor:own', happenedAt: at, scoredAt: at },
      ]);
      await monitors.scored.add([
        { source: 'traces', monitor: 'own', itemId: id, outcome: 'scored', reason: null, scoredAt: at },
      ]);
    }
    expect(await temp.store.purge()).toMatchObject({ scores: 1, scoredItems: 1, monitorRuns: 0 });
    expect(await scores.ofTrace('399')).toHaveLength(1);
    expect((await monitors.scored.list({ limit: 5 })).map(({ itemId }) => itemId)).toEqual(['399']);
  });
});
