import { AppError } from '../../core/errors.ts';
import { checkUrl } from './check-url.ts';
import { siteOf } from './site-of.ts';

/** Whether `link` leads to the site of `page` and passes the address policy; nothing is looked up. */
export function isReadableLink(link: string, page: string, allow: readonly string[]): boolean {
  const from = URL.parse(page);
  try {
    return from !== null && siteOf(checkUrl(link, allow).url) === siteOf(from);
  } catch (error) {
    if (error instanceof AppError) return false; // a refusal is the answer that was asked for
    throw error;
  }
}
