import { AppError } from './errors.ts';

export interface Registry<T extends { id: string }> {
  list(): readonly T[];
  /** @throws AppError `unknown_<kind>` that names the known ids. */
  get(id: string): T;
  has(id: string): boolean;
}

/** A plug-in list that refuses double ids. `kind` is the word for messages, e.g. "scorer". */
export function createRegistry<T extends { id: string }>(kind: string, plugins: readonly T[]): Registry<T> {
  const byId = new Map<string, T>();
  for (const plugin of plugins) {
    if (byId.has(plugin.id)) throw new Error(`There are two ${kind} plug-ins with the id "${plugin.id}".`);
    byId.set(plugin.id, plugin);
  }
  return {
    list: () => plugins,
    has: (id) => byId.has(id),
    get(id) {
      const found = byId.get(id);
      if (found) return found;
      throw new AppError({
        code: `unknown_${kind}`,
        message: `There is no ${kind} "${id}".`,
        hint: `Known: ${[...byId.keys()].join(', ')}.`,
      });
    },
  };
}
