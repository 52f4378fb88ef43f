import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { parseDatasetFile } from '../../src/datasets/dataset-file.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'data/datasets');
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
const items = names.flatMap((name) => parseDatasetFile(name, readFileSync(join(folder, name), 'utf8')).items);

test('the shipped datasets hold at least 24 frozen pages, read by every adapter', () => {
  expect(names.sort()).toEqual(['regression.json', 'smoke.json']);
  expect(items.length).toBeGreaterThanOrEqual(24);
  expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
  expect(items.filter(({ evidence }) => evidence === null)).toEqual([]);
  const adapters = new Set(items.map(({ evidence }) => evidence?.adapter ?? ''));
  expect(adapters).toEqual(
    new Set(['arxiv', 'feed', 'generic', 'github', 'hacker-news', 'pdf', 'wikipedia', 'youtube']),
  );
  expect(new Set(items.map(({ evidence }) => evidence?.language))).toEqual(new Set(['en', 'de', 'es', 'zh']));
  expect(items.filter(({ cluster }) => cluster === null)).toEqual([]);
});

test('their themes are those of the project context', () => {
  const themes = loadConfig(root, {}).projectContext.themes.map(({ name }) => name);
  const expected = items.flatMap(({ expectedTheme }) => expectedTheme ?? []);
  expect(expected.filter((theme) => !themes.includes(theme))).toEqual([]);
});

test('the retriever reads the saved pages as they were frozen', { timeout: 60_000 }, () => {
  const script = join(root, 'scripts/freeze-pages.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect({ status, stderr, changed: stdout.includes('changed') }).toEqual({ status: 0, stderr: '', changed: false });
  expect(stdout.match(/ snippets, /g)).toHaveLength(items.length);
});
