import { AppError } from '../core/errors.ts';
import type { ChatMessage } from '../core/ports.ts';
import { placeholder } from './prompt-file.ts';
import type { PromptFile } from './prompt-file.ts';

/**
 * The messages with every placeholder replaced in one pass, so that braces inside a value stay text. Values that the prompt does not
 * declare are left out: versions of a prompt may use fewer.
 * @throws AppError `prompt_variable_missing`
 */
export function renderPrompt(
  file: PromptFile,
  version: string,
  variables: Readonly<Record<string, string>>,
): ChatMessage[] {
  const missing = file.variables.filter((name) => !Object.hasOwn(variables, name));
  if (missing.length > 0) {
    throw new AppError({
      code: 'prompt_variable_missing',
      message: `The prompt ${file.name}@${version} needs ${missing.join(', ')}, which it was not given.`,
      hint: `Given were: ${Object.keys(variables).join(', ') || 'none'}.`,
    });
  }
  return file.content.map(({ role, content }) => ({
    role,
    content: content.replace(placeholder, (_whole, name: string) => variables[name] ?? ''),
  }));
}
