import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSourceVersion } from '../../src/wiring/source-version.ts';
import { createTempFolder } from '../support/create-temp-folder.ts';

test('changes with the code, committed or not, and with nothing else', async () => {
  const folder = createTempFolder();
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  mkdirSync(join(folder, 'src'));
  write('package.json', '{ "version": "1.2.3" }');
  write('src/a.ts', 'one');
  expect(await readSourceVersion(folder)).toEqual({ commit: null, source: 'release 1.2.3' });
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args])
      .toString()
      .trim();
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'one');
  const first = await readSourceVersion(folder);
  expect(first.commit).toBe(git('rev-parse', 'HEAD'));
  write('README.md', 'words');
  git('add', '-A');
  git('commit', '-qm', 'words');
  const described = await readSourceVersion(folder);
  expect(described.commit).not.toBe(first.commit);
  expect(described.source).toBe(first.source);
  const seen = new Set([first.source]);
  for (const [name, text] of [
    ['src/a.ts', 'two'],
    ['src/new.ts', 'three'],
    ['src/new.ts', 'four'],
  ] as const) {
    write(name, text);
    const { source } = await readSourceVersion(folder);
    expect(seen).not.toContain(source);
    seen.add(source);
  }
});
