import type { ContentReader } from '../adapter.ts';
import type { FetchedPage } from '../fetch/fetched-page.ts';
import { toBlocks, type PageContent } from '../page-content.ts';
import { cutNotice } from './cut-notice.ts';

/** Plain text: paragraphs at empty lines; lines that are underlined or stand alone in capitals are headings. */
export const textReader: ContentReader = {
  id: 'text',
  read: (page: FetchedPage): Promise<PageContent> => Promise.resolve(readText(page)),
};

function readText(page: FetchedPage): PageContent {
  const parts: Parameters<typeof toBlocks>[0][number][] = [];
  let heading: string[] = [];
  let title: string | null = null;
  for (const paragraph of page.text.split(/\r?\n(?:[^\S\n]*\r?\n)+/)) {
    const lines = paragraph.split(/\r?\n/).map((line) => line.trimEnd());
    const first = lines.findIndex((line) => line.trim() !== '');
    if (first < 0) continue;
    const isUnderlined = /^\s*[=\-~*^]{4,}$/.test(lines[first + 1] ?? '') && (lines[first] ?? '').length < 120;
    const rest = isUnderlined ? lines.slice(first + 2) : lines.slice(first);
    if (isUnderlined || isShout(lines)) {
      heading = [(lines[first] ?? '').trim()];
      title ??= heading[0] ?? null;
      if (!isUnderlined) continue;
    }
    const text = rest.join('\n');
    // Lines that are indented or short keep their breaks; others were wrapped by an editor.
    const keepsLines = rest.some((line) => /^(?:\s{4,}|\t|[-*•]\s|\d+[.)]\s)/.test(line));
    parts.push({ text: keepsLines ? text : text.replace(/\s*\n\s*/g, ' '), headingPath: heading });
    title ??= rest.length === 1 && text.length < 120 && parts.length === 1 ? text.trim() : null;
  }
  return {
    adapter: 'text',
    finalUrl: page.finalUrl,
    canonicalUrl: null,
    title: title ?? decodeURIComponentSafely(page.finalUrl.split('/').at(-1) ?? ''),
    author: null,
    publishedAt: null,
    language: null,
    blocks: toBlocks(parts),
    links: [],
    missing: cutNotice(page),
  };
}

function isShout(lines: readonly string[]): boolean {
  const line = lines[0]?.trim() ?? '';
  return lines.length === 1 && line.length > 3 && line.length < 80 && /\p{Lu}{3}/u.test(line) && !/\p{Ll}/u.test(line);
}

function decodeURIComponentSafely(name: string): string | null {
  const plain = name.replace(/[?#].*$/, '');
  return plain === '' ? null : plain.replace(/%20|\+/g, ' ');
}
