import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { AppError } from '../core/errors.ts';
import { parsePromptFile } from './prompt-file.ts';
import type { PromptFile } from './prompt-file.ts';

/**
 * Every `*.yaml` of a folder and its sub-folders, in the order of their names.
 * @throws AppError `prompt_invalid` naming file, line and key; problems of all files at once
 */
export async function readPromptFiles(folder: string): Promise<PromptFile[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.ya?ml$/.test(name)).sort();
  const files: PromptFile[] = [];
  const problems: string[] = [];
  for (const name of names) {
    try {
      files.push(readPromptFile(`prompts/${name}`, await readFile(join(folder, name), 'utf8')));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      problems.push(error.message);
    }
  }
  const double = files.find((file, index) => files.findIndex((other) => other.name === file.name) !== index);
  if (double) problems.push(`prompts/: two files have the name "${double.name}".`);
  if (problems.length === 0) return files;
  throw new AppError({ code: 'prompt_invalid', message: problems.join('\n'), hint: 'Mend the files and start again.' });
}

/**
 * One prompt from its YAML.
 * @throws AppError `prompt_invalid`
 */
export function readPromptFile(fileName: string, text: string): PromptFile {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const [error] = document.errors;
  if (error) {
    const line = error.linePos?.[0].line;
    throw new AppError({
      code: 'prompt_invalid',
      message: `${fileName}${line === undefined ? '' : `, line ${line}`}: ${error.message.split('\n')[0] ?? 'is no YAML.'}`,
      cause: error,
    });
  }
  return parsePromptFile(fileName, document.toJS(), (path) => {
    // A key that is missing has no line; its parent has.
    for (let length = path.length; length > 0; length -= 1) {
      const node: unknown = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lineCounter.linePos(node.range[0]).line;
    }
    return null;
  });
}
