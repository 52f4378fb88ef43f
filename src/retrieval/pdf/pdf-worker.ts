/** Thread that opens one PDF and ends; a hostile file takes this thread and nothing else. */
import { parentPort, workerData } from 'node:worker_threads';
import { getDocumentProxy } from 'unpdf';
import type { PdfDocumentText, PdfItem } from './pdf-text.ts';

export interface PdfWorkerInput {
  bytes: Uint8Array;
  maxPages: number;
}

export type PdfWorkerReply = { document: PdfDocumentText } | { error: string; needsPassword: boolean };

/** Characters of one page that are kept; a page of a book has about 3,000. */
const maxPageLength = 40_000;

async function readDocument({ bytes, maxPages }: PdfWorkerInput): Promise<PdfDocumentText> {
  const document = await getDocumentProxy(bytes, {
    disableFontFace: true,
    stopAtErrors: false,
  });
  const { info } = await document.getMetadata();
  const fields = info as Record<string, unknown>;
  const field = (name: string): string | null => {
    const value = fields[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
  };
  const pages: PdfItem[][] = [];
  for (let number = 1; number <= Math.min(document.numPages, maxPages); number += 1) {
    const page = await document.getPage(number);
    pages.push(toItems((await page.getTextContent()).items));
    page.cleanup();
  }
  return {
    title: field('Title'),
    author: field('Author'),
    createdAt: field('CreationDate'),
    pageCount: document.numPages,
    pages,
  };
}

function toItems(items: readonly object[]): PdfItem[] {
  const kept: PdfItem[] = [];
  let length = 0;
  for (const item of items) {
    if (!('str' in item) || !('transform' in item) || length > maxPageLength) continue;
    const text = String(item.str);
    const transform = item.transform as number[];
    length += text.length;
    kept.push({
      text,
      x: transform[4] ?? 0,
      y: transform[5] ?? 0,
      fontSize: Math.hypot(transform[2] ?? 0, transform[3] ?? 0) || 10,
      endsLine: 'hasEOL' in item && item.hasEOL === true,
    });
  }
  return kept;
}

function reply(message: PdfWorkerReply): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread's port, not a window
  parentPort?.postMessage(message);
}

try {
  reply({ document: await readDocument(workerData as PdfWorkerInput) });
} catch (error) {
  const name = error instanceof Error ? error.name : '';
  reply({ error: error instanceof Error ? error.message : String(error), needsPassword: name === 'PasswordException' });
}
