import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openTempStore } from '../support/temp-store.ts';

function runProgram(folder: string): Promise<string | number | null> {
  const program = join(import.meta.dirname, '../support/poison-program.ts');
  const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));
}

test('a job that kills the program ends as a dead letter and takes no other with it', { timeout: 60_000 }, async () => {
  await using temp = await openTempStore();
  const links = ['one', 'two', 'poison', 'three'];
  await temp.store.jobs.enqueue(links.map((link) => ({ key: link, kind: 'link', payload: { link } })));
  const ends: (string | number | null)[] = [];
  while (ends.at(-1) !== 0 && ends.length < 10) ends.push(await runProgram(temp.folder));
  expect(ends).toEqual(['SIGKILL', 'SIGKILL', 'SIGKILL', 'SIGKILL', 'SIGKILL', 0]);
  const records = await temp.store.jobs.list({ limit: 10 });
  expect(Object.fromEntries(records.map(({ key, status }) => [key, status]))).toEqual({
    one: 'done',
    two: 'done',
    three: 'done',
    poison: 'dead',
  });
  expect(records.find(({ key }) => key === 'poison')?.failure?.code).toBe('job_crashed');
});
