import { AppError } from '../../core/errors.ts';

/** `{{title}}`, `{{page.author}}`. */
const placeholder = /\{\{\s*([A-Za-z_][\w.]*)\s*\}\}/g;

interface Pattern {
  /** What stands before each variable, and at last what stands after the last one. */
  literals: string[];
  names: string[];
}

/**
 * Turns a rendered prompt back into the values it was rendered from. White space in the pattern stands for any white space; what stands
 * before and after the pattern does not matter; a variable that occurs twice must have one value.
 * @param pattern a part of a prompt with its placeholders; a name with dots makes a value inside of another
 * @returns the values, or null where the text does not have the form of the pattern
 * @throws AppError `bad_pattern` for one without a placeholder, or with two that touch
 */
export function extractVariables(pattern: string, text: string): Record<string, unknown> | null {
  const { literals, names } = parsePattern(pattern);
  const plain = squeeze(text);
  const found = new Map<string, string>();
  let at = plain.indexOf(literals[0] ?? '');
  if (at === -1) return null;
  at += (literals[0] ?? '').length;
  for (const [index, name] of names.entries()) {
    const next = literals[index + 1] ?? '';
    const end = next === '' ? plain.length : plain.indexOf(next, at);
    if (end === -1) return null;
    const value = plain.slice(at, end).trim();
    if (found.has(name) && found.get(name) !== value) return null;
    found.set(name, value);
    at = end + next.length;
  }
  return nest(found);
}

function parsePattern(pattern: string): Pattern {
  const names = [...pattern.matchAll(placeholder)].map(([, name = '']) => name);
  const literals = pattern
    .split(placeholder)
    .filter((_part, index) => index % 2 === 0)
    .map(squeeze);
  const touching = literals.slice(1, -1).some((literal) => literal.trim() === '');
  const hasEmptyName = names.some((name) => name.split('.').some((part) => part === '' || part === '__proto__'));
  if (names.length === 0 || touching || hasEmptyName) {
    throw new AppError({
      code: 'bad_pattern',
      message: 'The pattern needs placeholders with text between them, like "Title: {{title}} Domain: {{domain}}".',
    });
  }
  return {
    literals: literals.map((literal, index) =>
      index === 0 ? literal.trimStart() : index === names.length ? literal.trimEnd() : literal,
    ),
    names,
  };
}

/** Each stretch of white space as one character, a line break where it has one. */
function squeeze(text: string): string {
  return text.replace(/\s+/gu, ' ');
}

function nest(found: ReadonlyMap<string, string>): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [name, value] of found) {
    const keys = name.split('.');
    const last = keys.pop() ?? name;
    let at = root;
    for (const key of keys) {
      const inner = at[key];
      const next: Record<string, unknown> =
        typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
      at[key] = next;
      at = next;
    }
    at[last] = value;
  }
  return root;
}
