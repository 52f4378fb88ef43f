import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findBreaches } from './support/house-rules.ts';

const root = join(import.meta.dirname, '..', 'src');

/** The browser's side of the local workspace is a program of its own; it runs in a page and has no Outside. */
const isBrowserCode = (path: string) => path.startsWith('workspace/page/');

function readHouse(): Map<string, string> {
  const house = new Map<string, string>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
    const path = relative(root, join(entry.parentPath, entry.name)).split(sep).join('/');
    if (!isBrowserCode(path)) house.set(path, readFileSync(join(root, path), 'utf8'));
  }
  return house;
}

/** Folders of plug-ins: every file but the list itself must be named in the list. */
const pluginFolders = [
  'slack/commands',
  'evals/scorers',
  'llm/providers',
  'llm/hooks',
  'retrieval/adapters',
  'http/routes',
  'datasets/formats',
  'monitor/sources',
  'monitor/extractors',
  'monitor/scorers',
  'monitor/targets',
  'alerts/rules',
];

describe('the house', () => {
  it('keeps its rules in every file', () => {
    const house = readHouse();
    expect(house.size).toBeGreaterThan(60);
    expect(findBreaches(house)).toEqual([]);
  });

  it.each(pluginFolders)('lists every plug-in of %s', (folder) => {
    const files = readdirSync(join(root, folder)).filter((name) => name.endsWith('.ts') && name !== 'index.ts');
    expect(files.length).toBeGreaterThan(1);
    const list = readFileSync(join(root, folder, 'index.ts'), 'utf8');
    expect(files.filter((name) => !list.includes(`'./${name}'`))).toEqual([]);
  });
});

describe('findBreaches', () => {
  const breachesOf = (files: Record<string, string>) => findBreaches(new Map(Object.entries(files)));
  const core = { 'core/a.ts': 'export const a = 1;' };

  it('accepts values from core, types from below and anything at the root', () => {
    expect(
      breachesOf({
        ...core,
        'store/b.ts': "import { a } from '../core/a.ts'; export const b = a;",
        'pipeline/c.ts': "import type { b } from '../store/b.ts'; export type C = typeof b;",
        'app.ts': "import { b } from './store/b.ts'; export const app = b;",
      }),
    ).toEqual([]);
  });

  it.each([
    [
      'a value from another room',
      { 'store/b.ts': 'export const b = 1;', 'llm/c.ts': "import { b } from '../store/b.ts'; export const c = b;" },
      'takes values from',
    ],
    [
      'a type from the side',
      { 'store/b.ts': 'export type B = 1;', 'llm/c.ts': "import type { B } from '../store/b.ts'; export type C = B;" },
      'is not below',
    ],
    [
      'a type from above',
      { 'slack/b.ts': 'export type B = 1;', 'llm/c.ts': "import type { B } from '../slack/b.ts'; export type C = B;" },
      'is not below',
    ],
    [
      'a root file',
      { 'config.ts': 'export const c = 1;', 'llm/c.ts': "import { c } from '../config.ts'; export const d = c;" },
      'may not import config.ts',
    ],
    [
      'the wiring',
      { 'wiring/w.ts': 'export const w = 1;', 'llm/c.ts': "import { w } from '../wiring/w.ts'; export const d = w;" },
      'may not import wiring/w.ts',
    ],
    [
      'a vendor of another room',
      { 'pipeline/c.ts': "import OpenAI from 'openai'; export const c = OpenAI;" },
      'openai belongs to',
    ],
    [
      'a vendor by a path',
      { 'llm/c.ts': "import { x } from 'kysely/helpers/sqlite'; export const c = x;" },
      'kysely belongs to',
    ],
    ['a default export', { 'llm/c.ts': 'export default 1;' }, 'default export'],
    ['a barrel', { 'llm/b.ts': 'export const b = 1;', 'llm/c.ts': "export { b } from './b.ts';" }, 'barrel'],
    [
      'a cycle',
      {
        'llm/b.ts': "import { c } from './c.ts'; export const b = () => c;",
        'llm/c.ts': "import { b } from './b.ts'; export const c = () => b;",
      },
      'cycle',
    ],
    ['the real clock', { 'llm/c.ts': 'export const c = () => Date.now();' }, 'Date.now'],
    ['the date of now', { 'llm/c.ts': 'export const c = () => new Date();' }, 'new Date()'],
    ['randomness', { 'llm/c.ts': 'export const c = () => Math.random();' }, 'Math.random'],
    ['the environment', { 'llm/c.ts': "export const c = process.env['A'];" }, 'process.env'],
    ['the network', { 'llm/c.ts': "export const c = () => fetch('https://news.example');" }, 'global fetch'],
    [
      'a dynamic import',
      { 'store/b.ts': 'export const b = 1;', 'llm/c.ts': "export const c = () => import('../store/b.ts');" },
      'takes values from',
    ],
    ['a room without a floor', { 'attic/c.ts': 'export const c = 1;' }, 'has no floor'],
  ])('finds %s', (_name, files, message) => {
    expect(breachesOf(files).join('\n')).toContain(message);
  });
});
