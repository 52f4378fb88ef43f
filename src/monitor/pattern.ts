import { z } from 'zod';

/** A regular expression of a monitor's file; case does not matter. */
export const Pattern = z.string().max(500).refine(isPattern, 'a regular expression is allowed');

export function toRegExp(text: string): RegExp {
  return new RegExp(text, 'iu');
}

function isPattern(text: string): boolean {
  try {
    toRegExp(text);
    return true;
  } catch {
    return false;
  }
}
