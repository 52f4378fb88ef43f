/** Path of a text whose variable is not set, and its name. */
export interface MissingVariable {
  path: (string | number)[];
  name: string;
}

const placeholder = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/**
 * `${NAME}` and `${NAME:-default}` in the texts of a file. A text that is nothing but a placeholder may become a number or a switch; an
 * empty variable counts as one that is not set.
 */
export function expandEnvironment(
  value: unknown,
  environment: Readonly<Record<string, string | undefined>>,
  missing: MissingVariable[],
  path: readonly (string | number)[] = [],
): unknown {
  if (Array.isArray(value))
    return value.map((item, index) => expandEnvironment(item, environment, missing, [...path, index]));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, expandEnvironment(item, environment, missing, [...path, key])]),
    );
  }
  if (typeof value !== 'string') return value;
  const text = value.replace(placeholder, (_all, name: string, byDefault?: string) => {
    const found = environment[name];
    if (found !== undefined && found !== '') return found;
    if (byDefault === undefined) missing.push({ path: [...path], name });
    return byDefault ?? '';
  });
  const isWhole = value.replace(placeholder, '').trim() === '' && value !== text;
  return isWhole ? readScalar(text) : text;
}

/** A text as YAML would read a plain scalar of the simplest kinds. */
export function readScalar(text: string): unknown {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  return text === 'null' ? null : text;
}
