import type { ContentReader } from '../adapter.ts';
import { pageEmpty } from '../evidence/build-evidence.ts';
import type { FetchedPage } from '../fetch/fetched-page.ts';
import { toBlocks, type PageContent } from '../page-content.ts';
import { cutNotice } from './cut-notice.ts';
import { parseFeed, type FeedItem } from './parse-feed.ts';

const maxItems = 50;

/** RSS and Atom: the newest items, each under its own title. */
export const feedReader: ContentReader = {
  id: 'feed',
  read: (page: FetchedPage): Promise<PageContent> => Promise.resolve(readFeed(page)),
};

function readFeed(page: FetchedPage): PageContent {
  const feed = parseFeed(page.text, page.finalUrl);
  if (feed.items.length === 0 && feed.description === null) throw pageEmpty('The feed has no entries.');
  const items = feed.items.slice(0, maxItems);
  return {
    adapter: 'feed',
    finalUrl: page.finalUrl,
    canonicalUrl: null,
    title: feed.title,
    author: feed.author,
    publishedAt: items[0]?.publishedAt ?? null,
    language: feed.language,
    blocks: toBlocks([{ text: feed.description ?? '' }, ...items.flatMap(itemParts)]),
    links: items.flatMap((item) => (item.url === null ? [] : [{ url: item.url, text: item.title ?? '' }])),
    missing:
      cutNotice(page) ??
      (feed.items.length > maxItems
        ? `The feed has ${feed.items.length} entries; the first ${maxItems} were read.`
        : null),
  };
}

function itemParts(item: FeedItem): { text: string; headingPath: string[] }[] {
  const headingPath = item.title === null ? [] : [item.title];
  const facts = [item.publishedAt?.slice(0, 10), item.author].filter((fact) => fact !== null && fact !== undefined);
  const lead = [item.title, facts.length > 0 ? `(${facts.join(', ')})` : null]
    .filter((text) => text !== null)
    .join(' ');
  return [lead, ...item.text.split('\n')].map((text) => ({ text, headingPath }));
}
