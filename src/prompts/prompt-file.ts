import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../core/errors.ts';

const variableName = /^[a-z][a-z0-9_]*$/;

const PromptMessage = z.strictObject({
  role: z.enum(['system', 'user', 'assistant']),
  content: z.string().trim().min(1),
});

/** One file of `prompts/`: what is asked, with `{{name}}` where a value goes. */
export const PromptFile = z.strictObject({
  name: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be lower case words joined by -'),
  description: z.string().min(1),
  variables: z.array(z.string().regex(variableName, 'must be lower case letters, digits and _')),
  config: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  content: z.array(PromptMessage).min(1),
});
export type PromptFile = z.infer<typeof PromptFile>;

/** `{{name}}`, with white space allowed inside the braces. */
export const placeholder = /\{\{\s*([^{}]*?)\s*\}\}/g;

/**
 * Checks the parsed YAML of a prompt.
 * @param fileName for messages
 * @throws AppError `prompt_invalid` naming file, key and what is allowed, all problems at once
 */
export function parsePromptFile(fileName: string, parsed: unknown): PromptFile {
  const result = PromptFile.safeParse(parsed);
  const problems = result.success
    ? findVariableProblems(result.data)
    : result.error.issues.map((issue) => `${issue.path.map(String).join('.') || 'file'}: ${issue.message}`);
  const expected = fileName.replace(/^.*\//, '').replace(/\.ya?ml$/, '');
  if (result.success && result.data.name !== expected) problems.push(`name: must be "${expected}", like the file.`);
  if (result.success && problems.length === 0) return result.data;
  throw new AppError({
    code: 'prompt_invalid',
    message: problems.map((problem) => `${fileName}: ${problem}`).join('\n'),
    hint: 'A prompt has name, description, variables, content (role and content of each message) and, if wanted, config.',
  });
}

function findVariableProblems(file: PromptFile): string[] {
  const problems: string[] = [];
  const used = new Set<string>();
  for (const [index, message] of file.content.entries()) {
    for (const [whole, name = ''] of message.content.matchAll(placeholder)) {
      used.add(name);
      if (!file.variables.includes(name)) {
        problems.push(`content.${index}: ${whole} is not declared; declared: ${file.variables.join(', ') || 'none'}.`);
      }
    }
  }
  for (const [index, name] of file.variables.entries()) {
    if (!used.has(name)) problems.push(`variables.${index}: "${name}" is not used in content.`);
    if (file.variables.indexOf(name) !== index) problems.push(`variables.${index}: "${name}" is there twice.`);
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
