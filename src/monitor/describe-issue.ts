import { z } from 'zod';
import { nearest } from '../core/read-settings.ts';
import { readPath } from '../core/dot-path.ts';

/** What zod found, for a person: what is there and what is allowed. A mapping with several unknown keys gives one a key. */
export function describeIssue(
  issue: z.core.$ZodIssue,
  schema: z.ZodType,
  values: unknown,
): { path: PropertyKey[]; message: string }[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path);
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `is not known here.${nearest(key, known)} Allowed: ${known.join(', ') || 'nothing'}.`,
    }));
  }
  if (path.length === 0 && (values === null || values === undefined)) {
    return [{ path, message: `is empty; the keys ${keysAt(schema, []).join(', ')} are allowed.` }];
  }
  const value = readPath(values, path.map(String).join('.'));
  if (value === undefined && path.length > 0) {
    const known = path.length === 1 ? '' : ` beside ${keysAt(schema, path.slice(0, -1)).join(', ')}`;
    return [{ path, message: `is missing${known}; ${lower(issue.message)}.` }];
  }
  const isMapping = typeof value === 'object' && value !== null;
  return [{ path, message: `${isMapping ? 'is not right' : `is ${JSON.stringify(value)}`}: ${lower(issue.message)}.` }];
}

function lower(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`.replace(/\.$/, '');
}

/** The keys of the mapping at a path of a schema; none where it is no mapping. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let current: unknown = unwrap(schema);
  for (const key of path) {
    if (current instanceof z.ZodObject) current = unwrap(current.shape[String(key)]);
    else if (current instanceof z.ZodArray) current = unwrap(current.element);
    else return [];
  }
  return current instanceof z.ZodObject ? Object.keys(current.shape) : [];
}

/** Without what only gives it a default or makes it optional. */
function unwrap(schema: unknown): unknown {
  const isWrapped =
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable;
  return isWrapped ? unwrap(schema.unwrap()) : schema;
}
