import type { Adapter } from '../adapter.ts';
import type { FetchedPage } from '../fetch/fetched-page.ts';
import { readers } from '../readers/index.ts';

/** Any page: fetched as it is and read by its kind of content. The last adapter, because it takes everything. */
export const generic: Adapter = {
  id: 'generic',
  summary: 'Web pages, plain text, Markdown, JSON, RSS and Atom feeds, PDF files',
  matches: () => true,
  async read(url, context) {
    const page = await context.fetch(url.href);
    return await readers[page.kind].read(page.kind === 'html' ? page : shortened(page), context);
  },
};

/** Text in other forms is read on the main thread, so what is far beyond the room for evidence is not even looked at. */
const maxPlainLength = 1_000_000;

function shortened(page: FetchedPage): FetchedPage {
  if (page.text.length <= maxPlainLength) return page;
  return { ...page, text: page.text.slice(0, maxPlainLength), cut: page.cut ?? 'limit' };
}
