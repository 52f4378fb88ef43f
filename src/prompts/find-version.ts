import { AppError } from '../core/errors.ts';
import type { PromptStore } from '../core/prompt-store.ts';
import { nearest } from '../core/read-settings.ts';
import { readVersion } from './registry.ts';
import type { PromptFile } from './prompt-file.ts';

type Listed = Awaited<ReturnType<PromptStore['list']>>[number];

/** A version of a prompt as people asked for it. */
export interface FoundVersion {
  name: string;
  version: string;
  /** Labels that point to it. */
  labels: string[];
  /** Milliseconds since the epoch. */
  createdAt: number;
  file: PromptFile;
}

/** Shortest beginning of a version that is taken for it. */
const minPrefixLength = 4;

/**
 * The one prompt that a word names: its name, or the beginning of just one name.
 * @throws AppError `unknown_prompt`
 */
export function findPromptName(word: string, all: readonly Pick<Listed, 'name'>[]): string {
  const names = [...new Set(all.map(({ name }) => name))].sort();
  if (names.includes(word)) return word;
  const begun = word === '' ? [] : names.filter((name) => name.startsWith(word));
  const [only] = begun;
  if (only !== undefined && begun.length === 1) return only;
  throw new AppError({
    code: 'unknown_prompt',
    message:
      begun.length > 1 ? `"${word}" begins several prompts.` : `There is no prompt "${word}".${nearest(word, names)}`,
    hint: `Prompts: ${(begun.length > 1 ? begun : names).join(', ') || 'none'}.`,
  });
}

/**
 * The version that a word names: a label, a version, or the beginning of just one version.
 * @throws AppError `unknown_prompt`, `unknown_prompt_version`
 */
export function findVersion(nameWord: string, versionWord: string, all: readonly Listed[]): FoundVersion {
  const name = findPromptName(nameWord, all);
  const versions = all.filter((record) => record.name === name);
  const word = versionWord.toLowerCase();
  const labelled = versions.find(({ labels }) => labels.includes(word));
  const begun = word.length < minPrefixLength ? [] : versions.filter(({ version }) => version.startsWith(word));
  const found = labelled ?? (begun.length === 1 ? begun[0] : undefined);
  if (found) {
    const { version, labels, createdAt } = found;
    return { name, version, labels, createdAt, file: readVersion(found) };
  }
  const known = [...versions.flatMap(({ labels }) => labels).sort(), ...versions.map(({ version }) => version)];
  throw new AppError({
    code: 'unknown_prompt_version',
    message:
      begun.length > 1
        ? `"${versionWord}" begins several versions of ${name}.`
        : `${name} has neither a label nor a version "${versionWord}".${nearest(word, known)}`,
    hint: `It has ${known.slice(0, 12).join(', ')}.`,
  });
}
