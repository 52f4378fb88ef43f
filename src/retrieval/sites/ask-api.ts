import type { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import type { AdapterContext } from '../adapter.ts';

/**
 * Asks a site's JSON API. A refusal, a limit or an answer of another form is no reason to fail, because the page itself can still be
 * read: they give null.
 */
export async function askApi<T>(
  context: AdapterContext,
  url: string,
  schema: z.ZodType<T>,
  headers: Readonly<Record<string, string>> = {},
): Promise<T | null> {
  try {
    const { text } = await context.fetch(url, { kinds: ['json'], headers });
    const parsed = schema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    context.outside.log.debug('api answer has another form', { host: new URL(url).host });
    return null;
  } catch (error) {
    if (!(error instanceof AppError) && !(error instanceof SyntaxError)) throw error;
    context.outside.log.debug('api could not be used', {
      host: new URL(url).host,
      code: error instanceof AppError ? error.code : 'not_json',
    });
    return null;
  }
}
