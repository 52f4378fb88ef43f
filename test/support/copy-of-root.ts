import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

const repository = join(import.meta.dirname, '..', '..');

/** Makes `folder` a root directory of the program with prompts of its own, which a test may edit. */
export function copyOfRoot(folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (const name of ['configs', 'data', 'package.json']) symlinkSync(join(repository, name), join(folder, name));
  cpSync(join(repository, 'prompts'), join(folder, 'prompts'), { recursive: true });
  return folder;
}
