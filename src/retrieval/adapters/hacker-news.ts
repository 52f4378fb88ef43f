import { z } from 'zod';
import type { Adapter, AdapterContext } from '../adapter.ts';
import { toBlocks, type PageContent } from '../page-content.ts';
import { textOfFragment } from '../readers/text-of-fragment.ts';
import { askApi } from '../sites/ask-api.ts';

interface Item {
  author?: string | null | undefined;
  created_at: string;
  title?: string | null | undefined;
  url?: string | null | undefined;
  text?: string | null | undefined;
  points?: number | null | undefined;
  children: Item[];
}

const Item: z.ZodType<Item> = z.lazy(() =>
  z.object({
    author: z.string().nullish(),
    created_at: z.string(),
    title: z.string().nullish(),
    url: z.string().nullish(),
    text: z.string().nullish(),
    points: z.number().nullish(),
    children: z.array(Item).default([]),
  }),
);

const FrontPage = z.object({
  hits: z.array(
    z.object({
      objectID: z.string(),
      title: z.string(),
      url: z.string().nullish(),
      author: z.string().nullish(),
      points: z.number().nullish(),
      num_comments: z.number().nullish(),
    }),
  ),
});

const maxComments = 120;

/** Discussions and the front page, by the search service that Hacker News itself offers. */
export const hackerNews: Adapter = {
  id: 'hacker-news',
  summary: 'Hacker News discussions and its front page',
  matches: (url) => url.hostname === 'news.ycombinator.com' && /^\/(?:item|news)?$/.test(url.pathname),
  async read(url, context) {
    const id = url.searchParams.get('id') ?? '';
    if (url.pathname !== '/item') return await readFrontPage(context);
    return /^\d{1,12}$/.test(id) ? await readItem(id, context) : null;
  },
};

async function readItem(id: string, context: AdapterContext): Promise<PageContent | null> {
  const item = await askApi(context, `https://hn.algolia.com/api/v1/items/${id}`, Item);
  if (item === null) return null;
  const comments = flatten(item.children);
  const read = comments.slice(0, maxComments);
  const lead = [
    item.title,
    item.url ? `(${item.url})` : null,
    `posted by ${item.author ?? 'someone'}${item.points ? `, ${item.points} points` : ''}, ${comments.length} comments`,
  ];
  return {
    adapter: 'hacker-news',
    finalUrl: `https://news.ycombinator.com/item?id=${id}`,
    canonicalUrl: null,
    title: item.title ?? `Comment by ${item.author ?? 'someone'}`,
    author: item.author ?? null,
    publishedAt: item.created_at,
    language: 'en',
    blocks: toBlocks([
      { text: item.title ? lead.filter(Boolean).join(' ') : '' },
      ...lines(item.text),
      ...read.flatMap(({ comment, path }) => lines(comment.text, ['Comments', ...path])),
    ]),
    links: [],
    missing:
      comments.length > read.length
        ? `The discussion has ${comments.length} comments; ${read.length} were read.`
        : null,
  };
}

function lines(html: string | null | undefined, headingPath: string[] = []): { text: string; headingPath: string[] }[] {
  return textOfFragment(html ?? '')
    .split('\n')
    .map((text) => ({ text, headingPath }));
}

/** Depth first, as the page shows them; a deleted comment has no text but keeps its answers. */
function flatten(items: readonly Item[]): { comment: Item; path: string[] }[] {
  return items.flatMap((item) => {
    const answers = flatten(item.children);
    const comment = { comment: item, path: [`${item.author ?? 'deleted'} wrote`] };
    return item.text ? [comment, ...answers] : answers;
  });
}

async function readFrontPage(context: AdapterContext): Promise<PageContent | null> {
  const url = 'https://hn.algolia.com/api/v1/search?tags=front_page&hitsPerPage=30';
  const front = await askApi(context, url, FrontPage);
  if (front === null || front.hits.length === 0) return null;
  return {
    adapter: 'hacker-news',
    finalUrl: 'https://news.ycombinator.com/',
    canonicalUrl: null,
    title: 'Hacker News front page',
    author: null,
    publishedAt: null,
    language: 'en',
    blocks: toBlocks(
      front.hits.map((hit) => {
        const site = hit.url ? ` (${URL.parse(hit.url)?.hostname ?? ''})` : '';
        return {
          kind: 'list_item' as const,
          text: `${hit.title}${site}: ${hit.points ?? 0} points, ${hit.num_comments ?? 0} comments, by ${hit.author ?? 'someone'}`,
        };
      }),
    ),
    links: front.hits.map((hit) => ({
      url: `https://news.ycombinator.com/item?id=${hit.objectID}`,
      text: `Discussion: ${hit.title}`,
    })),
    missing: null,
  };
}
