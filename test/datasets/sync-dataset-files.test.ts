import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { syncDatasetFiles } from '../../src/datasets/sync-dataset-files.ts';
import { sampleDatasetItem } from '../support/sample-dataset-item.ts';
import { openTempStore } from '../support/temp-store.ts';

const url = 'https://heron.example/notes';

async function openFolder() {
  const temp = await openTempStore();
  const folder = join(temp.folder, 'datasets');
  mkdirSync(folder);
  return {
    store: temp.store.datasets,
    folder,
    write: (name: string, items: object[], description = 'Pages.') =>
      writeFileSync(join(folder, name), JSON.stringify({ description, items })),
    sync: (now = 1_000) => syncDatasetFiles(folder, temp.store.datasets, now),
    [Symbol.asyncDispose]: () => temp[Symbol.asyncDispose](),
  };
}

test('the store follows the files and keeps what people added', async () => {
  await using door = await openFolder();
  door.write('smoke.json', [
    { id: 'a', url, tags: ['z', 'b'] },
    { id: 'b', url },
  ]);
  expect(await door.sync()).toEqual({ datasets: [{ name: 'smoke', added: 2, changed: 0, removed: 0 }], problems: [] });
  await door.store.put('smoke', [sampleDatasetItem({ id: 'mine', addedBy: 'U1' })]);
  const before = await door.store.get('smoke');
  expect(before).toMatchObject({ origin: 'file', itemCount: 3 });

  expect((await door.sync(2_000)).datasets).toEqual([{ name: 'smoke', added: 0, changed: 0, removed: 0 }]);
  expect((await door.store.get('smoke'))?.version).toBe(before?.version);

  door.write('smoke.json', [
    { id: 'a', url, expectedTheme: 'Reliability' },
    { id: 'c', url },
  ]);
  expect((await door.sync(3_000)).datasets).toEqual([{ name: 'smoke', added: 1, changed: 1, removed: 1 }]);
  expect((await door.store.items('smoke', { limit: 10 })).map(({ id, addedAt }) => [id, addedAt])).toEqual([
    ['a', 1_000],
    ['c', 3_000],
    ['mine', 1_000],
  ]);
  expect(await door.store.getItem('smoke', 'a')).toMatchObject({ expectedTheme: 'Reliability', tags: [] });
});

test('a file with a mistake is left out, and the others are taken', async () => {
  await using door = await openFolder();
  door.write('broken.json', [{ id: 'a' }]);
  door.write('Bad Name.json', []);
  door.write('smoke.json', [{ id: 'a', url }]);
  const { datasets, problems } = await door.sync();
  expect(datasets.map(({ name }) => name)).toEqual(['smoke']);
  expect(problems.join('\n')).toContain('broken.json, item 1 ("a"), url');
  expect(problems.join('\n')).toContain('Bad Name.json');
  expect((await door.store.list()).map(({ name }) => name)).toEqual(['smoke']);
});

test('a folder that is not there holds nothing', async () => {
  await using door = await openFolder();
  rmSync(door.folder, { recursive: true });
  expect(await door.sync()).toEqual({ datasets: [], problems: [] });
});
