import { z } from 'zod';
import { readPath } from '../core/dot-path.ts';
import type { SourceItem } from './item.ts';
import { Pattern, toRegExp } from './pattern.ts';

const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const conditions = ['is', 'is_not', 'one_of', 'matches', 'min', 'max'] as const;

/** A condition on an item, e.g. `{ path: trace.channel, is: C0123 }`; all filters of a monitor must hold. */
export const Filter = z
  .strictObject({
    path: z.string().min(1),
    is: Scalar.optional(),
    is_not: Scalar.optional(),
    one_of: z.array(Scalar).min(1).optional(),
    matches: Pattern.optional(),
    min: z.number().optional(),
    max: z.number().optional(),
  })
  .refine((filter) => conditions.some((name) => filter[name] !== undefined), {
    error: `a condition is missing: ${conditions.join(', ')} are allowed`,
  });
export type Filter = z.infer<typeof Filter>;

export function matchesFilters({ id, happenedAt, data }: SourceItem, filters: readonly Filter[]): boolean {
  const subject = { id, happenedAt, ...data };
  return filters.every((filter) => matches(readPath(subject, filter.path) ?? null, filter));
}

function matches(value: unknown, { is, is_not: isNot, one_of: oneOf, matches: pattern, min, max }: Filter): boolean {
  if (is !== undefined && value !== is) return false;
  if (isNot !== undefined && value === isNot) return false;
  if (oneOf !== undefined && !oneOf.some((one) => one === value)) return false;
  if (pattern !== undefined && !(typeof value === 'string' && toRegExp(pattern).test(value))) return false;
  if (min !== undefined && !(typeof value === 'number' && value >= min)) return false;
  return max === undefined || (typeof value === 'number' && value <= max);
}
