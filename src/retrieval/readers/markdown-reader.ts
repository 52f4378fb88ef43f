import type { ContentReader } from '../adapter.ts';
import type { FetchedPage } from '../fetch/fetched-page.ts';
import { toBlocks, type PageContent } from '../page-content.ts';
import { cutNotice } from './cut-notice.ts';
import { parseMarkdown } from './parse-markdown.ts';

/** Markdown files as their rendered page would read. */
export const markdownReader: ContentReader = {
  id: 'markdown',
  read(page: FetchedPage): Promise<PageContent> {
    const { title, parts, links } = parseMarkdown(page.text, page.finalUrl);
    return Promise.resolve({
      adapter: 'markdown',
      finalUrl: page.finalUrl,
      canonicalUrl: null,
      title,
      author: null,
      publishedAt: null,
      language: null,
      blocks: toBlocks(parts),
      links,
      missing: cutNotice(page),
    });
  },
};
