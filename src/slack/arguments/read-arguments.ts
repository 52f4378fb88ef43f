import type { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import { nearest } from '../../core/read-settings.ts';
import { splitWords, type Word } from './split-words.ts';

export interface ReadArguments<Options> {
  /** What is no option, in order. */
  words: string[];
  options: Options;
}

/**
 * Reads the words after a command against a zod object whose keys are the options: `promptVersion` is typed `--prompt-version`. A field
 * that takes `true` is a switch; every other one takes a value, as `--name value` or `--name=value`. A dash that a client made of two
 * hyphens is read as two.
 * @throws AppError `bad_arguments`: an unknown option (with the nearest right one), one that is given twice or lacks its value, and what
 * the schema says of a value.
 */
export function readArguments<Shape extends z.ZodObject>(text: string, options: Shape): ReadArguments<z.output<Shape>> {
  const fields = new Map(Object.keys(options.shape).map((key) => [optionName(key), key]));
  const given: Record<string, string | boolean> = {};
  const words: string[] = [];
  const all = splitWords(text);
  for (let index = 0; index < all.length; index += 1) {
    const word = all[index];
    const written = word && asOption(word);
    if (!word || !written) {
      if (word) words.push(word.text);
      continue;
    }
    const key = fields.get(written.name);
    if (key === undefined) throw unknownOption(written.name, [...fields.keys()]);
    if (key in given) throw bad(`${written.name} is given twice.`, 'Say it once.');
    if (isSwitch(options, key)) {
      if (written.value !== null) throw bad(`${written.name} takes no value.`, `Write ${written.name} alone.`);
      given[key] = true;
      continue;
    }
    const next = written.value === null ? all[index + 1] : null;
    if (next && !asOption(next)) index += 1;
    const value = written.value ?? (next && !asOption(next) ? next.text : '');
    if (value === '')
      throw bad(`The value of ${written.name} is missing.`, `Write ${written.name} and then the value.`);
    given[key] = value;
  }
  return { words, options: validated(options, given) };
}

/** `promptVersion` → `--prompt-version`. */
function optionName(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function asOption({ text, isQuoted }: Word): { name: string; value: string | null } | null {
  const match = isQuoted ? null : /^(?:--|[—–])([a-z][a-z-]*)(?:=([^]*))?$/i.exec(text);
  return match ? { name: `--${match[1]?.toLowerCase() ?? ''}`, value: match[2] ?? null } : null;
}

function isSwitch(options: z.ZodObject, key: string): boolean {
  const field: z.ZodType | undefined = options.shape[key] as z.ZodType | undefined;
  return field?.safeParse(true).success === true;
}

function validated<Shape extends z.ZodObject>(
  options: Shape,
  given: Record<string, string | boolean>,
): z.output<Shape> {
  const parsed = options.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const key = String(issue?.path[0] ?? '');
  const value = given[key];
  const what = value === undefined ? `${optionName(key)} is needed` : `${optionName(key)} ${String(value)}`;
  throw bad(`${what}: ${issue?.message ?? 'is not understood'}.`, null);
}

function unknownOption(name: string, known: readonly string[]): AppError {
  const hint = known.length === 0 ? 'This one takes no options.' : `Options: ${known.join(', ')}.`;
  return bad(`There is no option ${name}.${nearest(name, known)}`, hint);
}

function bad(message: string, hint: string | null): AppError {
  return new AppError({ code: 'bad_arguments', message, ...(hint === null ? {} : { hint }) });
}
