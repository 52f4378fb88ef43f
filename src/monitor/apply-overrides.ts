import { AppError } from '../core/errors.ts';
import { readScalar } from './expand-environment.ts';

/** One `--set sampling.n=5`. */
export interface Override {
  path: (string | number)[];
  value: unknown;
  /** As it was typed. */
  text: string;
}

const longest = 500;

/** @throws AppError `bad_override` */
export function parseOverride(text: string): Override {
  const [, path = '', value = ''] = /^([a-z_][a-z0-9_]*(?:\.[a-z0-9_]+)*)=([^]*)$/i.exec(text) ?? [];
  if (path === '' || text.length > longest) {
    throw new AppError({
      code: 'bad_override',
      message: `"${text.slice(0, 80)}" cannot be set.`,
      hint: 'Write a path and a value, e.g. sampling.n=5 or scorers=["grounding"].',
    });
  }
  const keys = path.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  if (keys.some((key) => key === '__proto__' || key === 'constructor' || key === 'prototype')) {
    throw new AppError({ code: 'bad_override', message: `"${path}" is no path of a monitor.` });
  }
  return { path: keys, value: readValue(value), text };
}

/** @returns a copy in which each path has its value; mappings on the way are made */
export function applyOverrides(values: unknown, overrides: readonly Override[]): unknown {
  return overrides.reduce((tree, { path, value }) => withValue(tree, path, value), values);
}

function readValue(text: string): unknown {
  if (!/^[[{]/.test(text)) return readScalar(text);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function withValue(tree: unknown, [key, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(tree) && typeof key === 'number') {
    return Array.from({ length: Math.max(tree.length, Math.min(key, tree.length) + 1) }, (_, index) =>
      index === key ? withValue(tree[index], rest, value) : (tree[index] as unknown),
    );
  }
  const mapping = typeof tree === 'object' && tree !== null && !Array.isArray(tree) ? tree : {};
  return { ...mapping, [key]: withValue((mapping as Record<string | number, unknown>)[key], rest, value) };
}
