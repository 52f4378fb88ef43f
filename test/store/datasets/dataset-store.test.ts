import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../../src/store/open-store.ts';
import { sampleDatasetItem } from '../../support/sample-dataset-item.ts';
import { memoryDatasets } from '../../support/memory-datasets.ts';
import { createTestOutside } from '../../support/test-outside.ts';
import { openTempStore } from '../../support/temp-store.ts';
import { dialects } from '../../support/test-databases.ts';
import { describeDatasetStore } from './dataset-store.contract.ts';

for (const dialect of dialects) {
  describeDatasetStore(dialect, async () => {
    const temp = await openTempStore({ dialect });
    return {
      store: temp.store.datasets,
      advance: (ms) => temp.outside.clock.advance(ms),
      [Symbol.asyncDispose]: () => temp[Symbol.asyncDispose](),
    };
  });
}

describeDatasetStore('memory', async () => {
  const outside = createTestOutside();
  return {
    store: memoryDatasets(outside),
    advance: (ms) => outside.clock.advance(ms),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
});

describe('datasets in the file', () => {
  test('hold their texts encrypted where there is a key', async () => {
    await using temp = await openTempStore();
    const encryptionKeys = [randomBytes(32).toString('base64')];
    const folder = temp.folder;
    const databaseUrl = join(folder, 'sealed.db');
    const store = await openStore({ ...temp.settings, databaseUrl, encryptionKeys }, temp.outside);
    try {
      await store.datasets.ensure({ name: 'smoke', description: '', origin: 'store' });
      const item = sampleDatasetItem({ referenceResponse: 'Marmalade is what nobody else may read.' });
      await store.datasets.put('smoke', [item]);
      expect(await store.datasets.getItem('smoke', item.id)).toEqual(item);
    } finally {
      await store.close();
    }
    expect(readFileSync(databaseUrl).includes('Marmalade')).toBe(false);
  });
});
