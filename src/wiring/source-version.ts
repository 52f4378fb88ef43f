import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const timeoutMs = 5000;
const maxBuffer = 20_000_000;

export interface SourceVersion {
  /** Full hash; null outside a checkout. */
  commit: string | null;
  /** Changes with the program's code: from the checkout with what is not committed, else the release. */
  source: string;
}

/** What is running, so that a measurement can be tied to it. */
export async function readSourceVersion(rootDirectory: string): Promise<SourceVersion> {
  const git = async (...args: string[]): Promise<string> =>
    (await run('git', ['-C', rootDirectory, ...args], { timeout: timeoutMs, maxBuffer })).stdout.trim();
  try {
    const commit = await git('rev-parse', 'HEAD');
    const parts = [await git('rev-parse', 'HEAD:src'), await git('diff', '--no-ext-diff', 'HEAD', '--', 'src')];
    const added = (await git('ls-files', '--others', '--exclude-standard', '-z', '--', 'src'))
      .split('\0')
      .filter(Boolean);
    for (const name of added) parts.push(name, await readFile(join(rootDirectory, name), 'utf8'));
    return { commit, source: createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 12) };
  } catch {
    const { version } = JSON.parse(await readFile(join(rootDirectory, 'package.json'), 'utf8')) as { version: string };
    return { commit: null, source: `release ${version}` };
  }
}
