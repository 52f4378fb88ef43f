import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { readEvalResults } from '../../src/core/eval-results-file.ts';
import { createTempFolder } from '../support/create-temp-folder.ts';

const script = join(import.meta.dirname, '../../scripts/eval.ts');

/** The program as a build server starts it: no key, no network, nothing in the store. */
async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { PATH: process.env['PATH'], DATABASE_URL: ':memory:', GLOSS_STORE_TRACES_FILE: ':memory:' };
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args], { env });
  const closed = new Promise<number>((resolve) => {
    child.once('close', (code) => resolve(code ?? -1));
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await closed, stdout, stderr };
}

describe('npm run eval', () => {
  test('passes offline, writes both files, and fails against an earlier run that was better', async () => {
    const folder = createTempFolder();
    const [json, junit, better] = ['out.json', 'out.xml', 'better.json'].map((name) => join(folder, name));
    const passed = await run('smoke', '--sample', '10', '--json', json ?? '', '--junit', junit ?? '');
    expect(passed).toMatchObject({ code: 0 });
    expect(passed.stdout).toContain('PASS');
    expect(passed.stderr).toContain('10/10');
    const file = readEvalResults(await readFile(json ?? '', 'utf8'), 'out.json');
    expect(file.run).toMatchObject({ status: 'done', provider: 'extractive', params: { dataset: 'smoke' } });
    expect(file.results).toHaveLength(10);
    expect(await readFile(junit ?? '', 'utf8')).toContain('<testsuite name="smoke.items" tests="10" failures="0"');
    // What the voice of the answers would have to fall from.
    const results = file.results.map((result) => ({
      ...result,
      scores: result.scores.map((score) => (score.scorer === 'voice' ? { ...score, value: 1, passed: true } : score)),
    }));
    await writeFile(better ?? '', JSON.stringify({ ...file, results }));
    const failed = await run('smoke', '--baseline', better ?? '', '--strict', '--junit', junit ?? '');
    expect(failed).toMatchObject({ code: 1 });
    expect(failed.stdout).toContain('FAIL');
    expect(await readFile(junit ?? '', 'utf8')).toMatch(/name="voice" time="0.000">\s*<failure/u);
  }, 60_000);

  test.each([
    [['smok'], /There are: .*smoke/u],
    [[], /exactly one dataset/u],
    [['smoke', '--prompt', 'stage-b'], /NAME@LABEL/u],
    [['smoke', '--profile', 'openai'], /needs a model server/u],
    [['smoke', '--baseline', 'none'], /no baseline "none"/u],
    [['smoke', '--repeats', '99'], /10/u],
  ])('%j gives no verdict and says why', async (args, why) => {
    const given = await run(...args, '--sample', '1');
    expect(given).toMatchObject({ code: 2, stderr: expect.stringMatching(why) as string });
  });
});
