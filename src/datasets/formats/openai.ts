import { type ExportFormat, usualNames } from './export-format.ts';

const summarySystem =
  'You summarize web pages for a team. You say only what the page says: first a TLDR of three sentences, then the summary, then ideas for the team’s projects.';
const answerSystem =
  'You answer questions about a web page. You say only what the page says, and you say so where it does not tell.';

/** Enough of a page to learn from, and far below what one example may hold. */
const maxPageLength = 60_000;

/** Chat examples for fine-tuning: one `messages` list a line. Rows without a reference answer or without a page teach nothing. */
export const openai: ExportFormat = {
  id: 'openai',
  title: 'OpenAI fine-tuning',
  summary: 'chat examples for OpenAI’s fine-tuning; items without a page and a reference answer are left out',
  ...usualNames('jsonl'),
  takes: ({ page_text: page, response }) => page !== null && response !== null && response.trim() !== '',
  open: (sink) => ({
    write({ title, url, query, page_text: page, response }) {
      const asked = [
        `Page: ${title ?? url}`,
        `Address: ${url}`,
        '',
        (page ?? '').slice(0, maxPageLength),
        ...(query === null ? [] : ['', `Question: ${query}`]),
      ];
      const messages = [
        { role: 'system', content: query === null ? summarySystem : answerSystem },
        { role: 'user', content: asked.join('\n') },
        { role: 'assistant', content: response },
      ];
      return sink.write(`${JSON.stringify({ messages })}\n`);
    },
    end: () => Promise.resolve(),
  }),
};
