import type { FetchSettings } from '../settings.ts';
import type { FetchedPage } from './fetched-page.ts';
import { readGiven } from './read-answer.ts';
import { refused } from './refused.ts';
import type { SafeFetcher } from './safe-fetcher.ts';

export interface GivenPage {
  url: string;
  bytes: Uint8Array;
  /** As a server would send it. */
  contentType: string;
}

/** A fetcher that has these pages and reaches nothing: every other address is refused. */
export function givenPageFetcher(pages: readonly GivenPage[], settings: FetchSettings): SafeFetcher {
  const known = new Map(pages.map((page) => [withoutFragment(page.url), page]));
  return {
    async fetch(asked, options): Promise<FetchedPage> {
      options.signal.throwIfAborted();
      const given = known.get(withoutFragment(asked));
      if (!given) throw refused('only the page that was given is read');
      const path = new URL(given.url).pathname;
      const page = readGiven(given.bytes, given.contentType, path, options.kinds ?? null, settings);
      return await Promise.resolve({ url: asked, finalUrl: withoutFragment(asked), ...page });
    },
  };
}

function withoutFragment(url: string): string {
  return (URL.parse(url)?.href ?? url).replace(/#.*$/, '');
}
