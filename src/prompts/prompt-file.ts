import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../core/errors.ts';

const variableName = /^[a-z][a-z0-9_]*$/;

const PromptMessage = z.strictObject({
  role: z.enum(['system', 'user', 'assistant']),
  content: z.string().trim().min(1),
});

/** Where a prompt needs other parameters than its profile has. */
const PromptConfig = z.strictObject({
  temperature: z.number().min(0).max(2).optional(),
  maxOutputTokens: z.int().min(1).max(1_000_000).optional(),
});

/** One file of `prompts/`: what is asked, with `{{name}}` where a value goes. */
export const PromptFile = z.strictObject({
  name: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be lower case words joined by -'),
  description: z.string().min(1),
  variables: z.array(z.string().regex(variableName, 'must be lower case letters, digits and _')),
  config: PromptConfig.default({}),
  content: z.array(PromptMessage).min(1),
});
export type PromptFile = z.infer<typeof PromptFile>;

/** `{{name}}`, with white space allowed inside the braces. */
export const placeholder = /\{\{\s*([^{}]*?)\s*\}\}/g;

/**
 * Checks the parsed YAML of a prompt.
 * @param fileName for messages
 * @param lineOf the line of a key, from 1, or null where it is not known
 * @param expected the name that the prompt must have
 * @throws AppError `prompt_invalid` naming file, key and what is allowed, all problems at once
 */
export function parsePromptFile(
  fileName: string,
  parsed: unknown,
  lineOf: (path: readonly PropertyKey[]) => number | null = () => null,
  expected = fileName.replace(/^.*\//, '').replace(/\.ya?ml$/, ''),
): PromptFile {
  const result = PromptFile.safeParse(parsed);
  const problems: Problem[] = result.success ? findVariableProblems(result.data) : result.error.issues;
  if (result.success && result.data.name !== expected) {
    problems.push({ path: ['name'], message: `must be "${expected}", like the file.` });
  }
  if (result.success && problems.length === 0) return result.data;
  const describe = ({ path, message }: Problem): string => {
    const line = lineOf(path);
    return `${fileName}${line === null ? '' : `, line ${line}`}: ${path.map(String).join('.') || 'file'}: ${message}`;
  };
  throw new AppError({
    code: 'prompt_invalid',
    message: problems.map(describe).join('\n'),
    hint: 'A prompt has name, description, variables, content (role and content of each message) and, if wanted, config (temperature, maxOutputTokens).',
  });
}

interface Problem {
  path: readonly PropertyKey[];
  message: string;
}

function findVariableProblems(file: PromptFile): Problem[] {
  const problems: Problem[] = [];
  const used = new Set<string>();
  for (const [index, message] of file.content.entries()) {
    for (const [whole, name = ''] of message.content.matchAll(placeholder)) {
      used.add(name);
      if (!file.variables.includes(name)) {
        problems.push({
          path: ['content', index, 'content'],
          message: `${whole} is not declared; declared: ${file.variables.join(', ') || 'none'}.`,
        });
      }
    }
  }
  for (const [index, name] of file.variables.entries()) {
    if (!used.has(name)) problems.push({ path: ['variables', index], message: `"${name}" is not used in content.` });
    if (file.variables.indexOf(name) !== index) {
      problems.push({ path: ['variables', index], message: `"${name}" is there twice.` });
    }
  }
  return problems;
}

/**
 * First 12 hex digits of SHA-256 over what the model and the program see of a prompt: messages, variables (in any order) and config, with line
 * ends as \n and the white space at the ends of messages off. Name and description do not make a version.
 */
export function promptVersionOf(file: PromptFile): string {
  const canonical = JSON.stringify({
    content: file.content.map(({ role, content }) => ({ role, content: content.replace(/\r\n?/g, '\n').trim() })),
    variables: [...file.variables].sort(),
    config: Object.fromEntries(Object.entries(file.config).sort(([a], [b]) => (a < b ? -1 : 1))),
  });
  return createHash('sha256').update(canonical).digest('hex').slice(0, 12);
}
