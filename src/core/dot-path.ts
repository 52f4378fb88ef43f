/**
 * The value at a path like `input.messages.-1.content`: keys with dots between, numbers for places in a list, negative ones from its end.
 * @returns undefined where the path leads nowhere
 */
export function readPath(value: unknown, path: string): unknown {
  let current = value;
  for (const key of path === '' ? [] : path.split('.')) {
    if (Array.isArray(current) && /^-?\d+$/.test(key)) current = current.at(Number(key));
    else if (typeof current === 'object' && current !== null && Object.hasOwn(current, key))
      current = (current as Record<string, unknown>)[key];
    else return undefined;
  }
  return current;
}
