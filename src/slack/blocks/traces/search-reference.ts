import { z } from 'zod';
import type { TraceSearch } from '../../../core/analytics.ts';

/** What the Older button carries: the search itself and where it goes on. Everything found is looked up and checked again. */
const Reference = z.strictObject({
  text: z.string().max(500).optional(),
  url: z.string().max(1000).optional(),
  channel: z.string().max(30).optional(),
  status: z.enum(['ok', 'error']).optional(),
  model: z.string().max(200).optional(),
  promptVersion: z.string().max(200).optional(),
  user: z.string().max(40).optional(),
  fromMs: z.int().optional(),
  toMs: z.int().optional(),
  limit: z.int().min(1).max(20).optional(),
  cursor: z.string().max(1000),
});

/** Slack's limit for the value of a button. */
const maxLength = 2000;

/** null where it is too long for a button. */
export function formatTraceSearch(search: TraceSearch & { cursor: string }): string | null {
  const value = JSON.stringify(search);
  return value.length <= maxLength && parseTraceSearch(value) !== null ? value : null;
}

/** @returns null for a value that this code did not make. */
export function parseTraceSearch(value: string | undefined): (TraceSearch & { cursor: string }) | null {
  try {
    const parsed = Reference.safeParse(JSON.parse(value ?? ''));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
