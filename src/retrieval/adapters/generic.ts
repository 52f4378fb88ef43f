import type { Adapter } from '../adapter.ts';
import { readers } from '../readers/index.ts';

/** Any page: fetched as it is and read by its kind of content. The last adapter, because it takes everything. */
export const generic: Adapter = {
  id: 'generic',
  summary: 'Web pages, plain text, Markdown, JSON, RSS and Atom feeds, PDF files',
  matches: () => true,
  async read(url, context) {
    const page = await context.fetch(url.href);
    return await readers[page.kind].read(page, context);
  },
};
