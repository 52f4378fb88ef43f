import type { FetchedPage } from '../fetch/fetched-page.ts';

/** What to say where the fetch itself ended early; null where all came. */
export function cutNotice(page: Pick<FetchedPage, 'cut'>): string | null {
  if (page.cut === 'limit') return 'The page is larger than Gloss reads; its start was read.';
  return page.cut === 'short' ? 'The connection broke off; what arrived was read.' : null;
}
