import { AppError } from '../../core/errors.ts';
import type { Outside } from '../../core/outside.ts';
import { createWorkerPool } from '../../core/worker-pool.ts';
import type { ExtractedPage } from './extracted-page.ts';
import type { HtmlRequest } from './html-worker.ts';
import type { HtmlSettings } from './settings.ts';

export interface HtmlExtractor {
  /**
   * Extracts one page in a worker thread.
   * @param url address after redirects, for relative links.
   * @throws AppError `page_parse_failed`; retryable the first time a page runs out of time or loses its worker, not after.
   */
  extract(html: string, url: string, signal?: AbortSignal): Promise<ExtractedPage>;
  /** Starts the workers before the first page comes; may be left out. */
  start(): void;
  /** Fails what is waiting and ends the workers. */
  close(): Promise<void>;
}

/** Failed pages that are remembered, so that the second failure of the same page is known to be one. */
const rememberedFailures = 200;

/** Parses pages in threads of their own: one that is too much for the parser takes nothing else with it. */
export function createHtmlExtractor(
  settings: HtmlSettings,
  outside: Outside,
  options: { workerUrl?: URL } = {},
): HtmlExtractor {
  const pool = createWorkerPool<HtmlRequest, ExtractedPage>(
    'html',
    options.workerUrl ?? new URL('./html-worker.ts', import.meta.url),
    { ...settings, maxQueued: settings.maxQueuedPages },
    outside,
  );
  const failedPages = new Set<string>();

  const isFirstFailure = ({ url, html }: HtmlRequest): boolean => {
    const key = `${url} ${html.length}`;
    const isFirst = !failedPages.has(key);
    failedPages.add(key);
    if (failedPages.size > rememberedFailures) failedPages.delete(failedPages.values().next().value ?? '');
    return isFirst;
  };

  const explain = (error: AppError, request: HtmlRequest): AppError => {
    const parseFailed = (message: string, hint: string, retryable: boolean): AppError =>
      new AppError({ code: 'page_parse_failed', message, hint, retryable, cause: error });
    const elsewhere = 'Try another address for the same text.';
    const later = 'Try again in a minute.';
    switch (error.code) {
      case 'worker_timeout': {
        const message = `Parsing the page took longer than ${settings.timeoutMs} ms.`;
        return parseFailed(message, elsewhere, isFirstFailure(request));
      }
      case 'worker_lost':
        return parseFailed('The page was too much for the parser.', elsewhere, isFirstFailure(request));
      case 'worker_busy':
        return parseFailed('Too many pages wait for the parser.', later, true);
      case 'worker_closed':
        return parseFailed('The page parser has been stopped.', later, true);
      default:
        return parseFailed('The page could not be parsed.', elsewhere, false);
    }
  };

  return {
    async extract(html, url, signal) {
      const request = { html, url };
      try {
        return await pool.run(request, signal);
      } catch (error) {
        signal?.throwIfAborted();
        throw error instanceof AppError ? explain(error, request) : error;
      }
    },
    start: () => pool.start(),
    close: () => pool.close(),
  };
}
