import type { Outside } from '../core/outside.ts';
import type { FetchedPage } from './fetch/fetched-page.ts';
import type { FetchOptions } from './fetch/safe-fetcher.ts';
import type { HtmlExtractor } from './html/html-extractor.ts';
import type { PageContent } from './page-content.ts';
import type { RetrievalSettings } from './settings.ts';

/** What an adapter may use; the network only through `fetch`, which is the safe fetcher. */
export interface AdapterContext {
  fetch(url: string, options?: Omit<FetchOptions, 'signal'>): Promise<FetchedPage>;
  htmlExtractor: Pick<HtmlExtractor, 'extract'>;
  settings: RetrievalSettings;
  outside: Outside;
  signal: AbortSignal;
}

/** Reads the pages of one site or one kind. */
export interface Adapter {
  id: string;
  /** For lists: what it reads. */
  summary: string;
  matches(url: URL): boolean;
  /**
   * @returns null where the page turns out not to be one it knows; the next adapter is asked then.
   * @throws AppError fetch_…, page_wall, page_empty, page_parse_failed.
   */
  read(url: URL, context: AdapterContext): Promise<PageContent | null>;
}

/** Turns fetched bytes of one content kind into content, without any further request. */
export interface ContentReader {
  /** Shown as the adapter of what it read. */
  id: string;
  read(page: FetchedPage, context: AdapterContext): Promise<PageContent>;
}
