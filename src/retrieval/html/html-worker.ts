/** Thread that parses pages for the HTML extractor: one message in, one message out. */
import { parentPort } from 'node:worker_threads';
import { extractPage } from './extract-page.ts';
import type { ExtractedPage } from './extracted-page.ts';

export interface HtmlWorkerRequest {
  html: string;
  url: string;
}

export type HtmlWorkerReply = { page: ExtractedPage } | { error: string };

parentPort?.on('message', ({ html, url }: HtmlWorkerRequest) => {
  let reply: HtmlWorkerReply;
  try {
    reply = { page: extractPage(html, url) };
  } catch (thrown) {
    reply = { error: thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : 'unknown' };
  }
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
  parentPort?.postMessage(reply);
});
