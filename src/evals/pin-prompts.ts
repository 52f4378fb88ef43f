import { AppError } from '../core/errors.ts';
import type { PromptSource } from '../core/ports.ts';

/** The source with the versions that a run began with: a label that moves meanwhile changes nothing. */
export function pinPrompts(source: PromptSource, versions: Readonly<Record<string, string>>): PromptSource {
  return { get: (name, label) => source.get(name, versions[name] ?? label) };
}

/**
 * The version of each prompt under its label.
 * @param names prompts that may be named
 * @param labels label or version by the name of a prompt, or by a beginning that only it has
 * @returns the labels under full names, and the version of every prompt; `prod` where no label is given
 * @throws AppError `unknown_prompt`
 */
export async function resolveVersions(
  source: PromptSource,
  names: readonly string[],
  labels: Readonly<Record<string, string>>,
): Promise<{ labels: Record<string, string>; versions: Record<string, string> }> {
  const full = Object.fromEntries(Object.entries(labels).map(([word, label]) => [fullName(word, names), label]));
  const versions: Record<string, string> = {};
  for (const name of names) versions[name] = (await source.get(name, full[name])).version;
  return { labels: full, versions };
}

function fullName(word: string, names: readonly string[]): string {
  const found = names.includes(word) ? [word] : names.filter((name) => name.startsWith(word));
  const [name] = found;
  if (name !== undefined && found.length === 1) return name;
  throw new AppError({
    code: 'unknown_prompt',
    message:
      found.length === 0 ? `No prompt of a summary is called "${word}".` : `"${word}" may be ${found.join(' or ')}.`,
    hint: `Known: ${names.join(', ')}.`,
  });
}
