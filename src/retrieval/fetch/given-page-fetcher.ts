import type { FetchSettings } from '../settings.ts';
import type { FetchedPage } from './fetched-page.ts';
import { readGiven } from './read-answer.ts';
import { refused } from './refused.ts';
import type { SafeFetcher } from './safe-fetcher.ts';

/** A fetcher that has one page and reaches nothing: every other address is refused. */
export function givenPageFetcher(
  url: string,
  bytes: Uint8Array,
  contentType: string,
  settings: FetchSettings,
): SafeFetcher {
  const key = withoutFragment(url);
  return {
    async fetch(asked, options): Promise<FetchedPage> {
      options.signal.throwIfAborted();
      if (withoutFragment(asked) !== key) throw refused('only the page that was given is read');
      const page = readGiven(bytes, contentType, new URL(url).pathname, options.kinds ?? null, settings);
      return await Promise.resolve({ url: asked, finalUrl: withoutFragment(asked), ...page });
    },
  };
}

function withoutFragment(url: string): string {
  return (URL.parse(url)?.href ?? url).replace(/#.*$/, '');
}
