import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createWorkspaceStorage } from '../../src/store/workspace-storage.ts';
import { createTempFolder } from '../support/create-temp-folder.ts';

test('the workspace finds its records again, by key, without those that were removed', async () => {
  const folder = createTempFolder();
  const path = join(folder, 'workspace.db');
  const first = createWorkspaceStorage(path);
  expect(await first.load()).toEqual([]);
  await first.write([
    { key: 'message:2', json: '2' },
    { key: 'channel:1', json: '1' },
    { key: 'message:1', json: 'x' },
  ]);
  await first.write([
    { key: 'message:2', json: null },
    { key: 'message:1', json: '"edited"' },
    { key: 'never there', json: null },
  ]);
  await first.close();
  const second = createWorkspaceStorage(path);
  expect(await second.load()).toEqual([
    { key: 'channel:1', json: '1' },
    { key: 'message:1', json: '"edited"' },
  ]);
  await second.close();
});
