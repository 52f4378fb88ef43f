import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { environmentAliases, settingList } from '../src/config.ts';
import { routes } from '../src/http/routes/index.ts';
import { HttpSettings } from '../src/http/settings.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('the container', () => {
  test.each(['Dockerfile', 'deploy/kubernetes.yaml'])('%s sets only what is a setting', (path) => {
    const known = new Set([
      ...settingList().map(({ environmentName }) => environmentName),
      ...Object.keys(environmentAliases),
    ]);
    const used = [...read(path).matchAll(/\b((?:GLOSS|SLACK|OPENAI|DATABASE)_[A-Z_]+)=/g)].map(
      (match) => match[1] ?? '',
    );
    expect(used.length).toBeGreaterThan(2);
    expect(used.filter((name) => !known.has(name))).toEqual([]);
  });

  test('looks for its health on the port of the API', () => {
    const { port } = HttpSettings.parse({});
    expect(read('Dockerfile')).toContain(`http://127.0.0.1:${port}/health`);
    expect(read('deploy/kubernetes.yaml')).toContain(`containerPort: ${port}`);
    const asked = [...read('deploy/kubernetes.yaml').matchAll(/path: (\S+),/g)].map((match) => match[1]);
    expect(asked).toEqual(['/health/ready', '/health/live']);
    for (const path of asked) expect(routes.map((route) => route.path)).toContain(path);
  });

  test('keeps everything that is written below /data', () => {
    const paths = settingList().filter(({ name }) => /(?:File|Directory)$|databaseUrl/.test(name));
    const dockerfile = read('Dockerfile');
    const missing = paths
      .filter(({ defaultValue }) => String(defaultValue).startsWith('data/'))
      .filter(
        ({ name, environmentName }) =>
          !dockerfile.includes(name === 'store.databaseUrl' ? 'DATABASE_URL' : environmentName),
      );
    expect(missing.map(({ name }) => name)).toEqual([]);
  });
});
