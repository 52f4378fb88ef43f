import { randomBytes } from 'node:crypto';
import Sqlite from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { createTextSealer, plainBytesSql } from '../../src/store/sealed-text.ts';
import { StoreSettings } from '../../src/store/settings.ts';
import { sampleSummary } from '../support/sample-summary.ts';
import { openTempStore } from '../support/temp-store.ts';

const newKey = (): string => randomBytes(32).toString('base64');
const [first, second] = [newKey(), newKey()];

describe('a sealed text', () => {
  test('opens to what it was, and its size is known without opening it', () => {
    const memory = new Sqlite(':memory:');
    const size = memory.prepare<[string], number>(`select ${plainBytesSql('text')} from (select ? as text)`).pluck();
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', 'gloss1:deadbeef:xx', 'gloss0:', 'gloss'),
    );
    fc.assert(
      // SQLite ends a text at NUL when it measures it; no page text holds one.
      fc.property(
        texts.filter((text) => !text.includes('\0') && text.isWellFormed()),
        fc.constantFrom([], [first]),
        (text, keys) => {
          const sealer = createTextSealer(keys);
          const stored = sealer.seal(text, 'place');
          expect(sealer.open(stored, 'place')).toBe(text);
          expect(size.get(stored)).toBe(Buffer.byteLength(text));
          expect(keys.length > 0 && text.length > 8 && stored.includes(text)).toBe(false);
        },
      ),
    );
    memory.close();
  });

  test('is another one each time, and opens nowhere else', () => {
    const sealer = createTextSealer([first]);
    const stored = sealer.seal('page', 'summary:1');
    expect(sealer.seal('page', 'summary:1')).not.toBe(stored);
    expect(() => sealer.open(stored, 'summary:2')).toThrow(expect.objectContaining({ code: 'store_text_damaged' }));
  });

  test('that was changed or cut anywhere does not open', () => {
    const sealer = createTextSealer([first]);
    const stored = sealer.seal('the page says so', 'p');
    const start = stored.lastIndexOf(':') + 1;
    for (let at = start; at < stored.length; at += 1) {
      const other = stored[at] === 'A' ? 'B' : 'A';
      // The last character of base64 has bits that mean nothing.
      if (
        Buffer.from(stored.slice(start, at) + other + stored.slice(at + 1), 'base64url').equals(
          Buffer.from(stored.slice(start), 'base64url'),
        )
      )
        continue;
      const changed = stored.slice(0, at) + other + stored.slice(at + 1);
      expect(() => sealer.open(changed, 'p')).toThrow(expect.objectContaining({ code: 'store_text_damaged' }));
      expect(() => sealer.open(stored.slice(0, at), 'p')).toThrow(
        expect.objectContaining({ code: 'store_text_damaged' }),
      );
    }
  });

  test('outlives a rotation, and without its key is named and not guessed', () => {
    const old = createTextSealer([first]).seal('page', 'p');
    const rotated = createTextSealer([second, first]);
    expect(rotated.open(old, 'p')).toBe('page');
    const renewed = rotated.seal('page', 'p');
    expect(createTextSealer([second]).open(renewed, 'p')).toBe('page');
    expect(() => createTextSealer([second]).open(old, 'p')).toThrow(
      expect.objectContaining({ code: 'store_key_missing' }),
    );
    expect(() => createTextSealer([]).open(old, 'p')).toThrow(expect.objectContaining({ code: 'store_key_missing' }));
    expect(createTextSealer([first]).open('written before there was a key', 'p')).toBe(
      'written before there was a key',
    );
  });

  test.each(['', 'secret', Buffer.alloc(16).toString('base64'), `${Buffer.alloc(32).toString('base64')} `])(
    'takes no key like "%s"',
    (key) => {
      const parsed = StoreSettings.safeParse({ encryptionKeys: [key] });
      expect(parsed.error?.issues[0]?.message).toContain('32 bytes in base64');
    },
  );
});

describe('a store with keys', () => {
  test('holds no word of a page in its files, and gives everything back', async () => {
    await using temp = await openTempStore();
    const sealed = await openStore({ ...temp.settings, encryptionKeys: [first] }, temp.outside);
    const summary = sampleSummary();
    await sealed.summaries.save(summary);
    await sealed.artifacts.put('t', 'evidence.json', 'append-only log', 1);
    expect(await sealed.summaries.get(summary.id)).toEqual(summary);
    expect(await sealed.artifacts.get('t', 'evidence.json')).toBe('append-only log');
    expect(await sealed.analytics.artifacts('t')).toEqual([{ name: 'evidence.json', bytes: 15, createdAt: 1 }]);
    await sealed.close();
    for (const file of [temp.settings.databaseUrl, temp.settings.tracesFile]) {
      const raw = new Sqlite(file);
      expect(raw.serialize().includes('append-only log')).toBe(false);
      raw.close();
    }
    await expect(temp.store.summaries.get(summary.id)).rejects.toMatchObject({ code: 'store_key_missing' });
    await expect(temp.store.artifacts.get('t', 'evidence.json')).rejects.toMatchObject({ code: 'store_key_missing' });
  });
});
