import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedFiles } from '../scripts/generate.ts';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

describe('what is derived from the code', () => {
  it.each([...generatedFiles(readme).keys()])('is up to date in %s: npm run generate', (name) => {
    expect(readFileSync(join(root, name), 'utf8')).toBe(generatedFiles(readme).get(name));
  });

  it('is put back where a table of the README was changed by hand', () => {
    const changed = readme.replace('| `logLevel`<br>', '| `logLvl`<br>').replace('`/summarize', '`/sum');
    expect(changed).not.toBe(readme);
    expect(generatedFiles(changed).get('README.md')).toBe(readme);
  });

  it('leaves every other word of the README alone', () => {
    const text = `Before.\n${readme}\nAfter.`;
    expect(generatedFiles(text).get('README.md')).toBe(text);
  });
});
