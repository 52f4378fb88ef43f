import { isAbsolute, join } from 'node:path';

/** A path of a setting, seen from the folder of the configuration; `:memory:` stays what it is. */
export function resolvePath(root: string, path: string): string {
  return isAbsolute(path) || path === ':memory:' ? path : join(root, path);
}
