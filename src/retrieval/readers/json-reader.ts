import { AppError } from '../../core/errors.ts';
import type { ContentReader } from '../adapter.ts';
import type { FetchedPage } from '../fetch/fetched-page.ts';
import { toBlocks, type PageContent } from '../page-content.ts';

interface Lines {
  parts: { text: string; headingPath: string[] }[];
  isCut: boolean;
}

const maxDepth = 8;
const maxParts = 2000;

/** JSON as lines "key: value" under the keys they stand in. */
export const jsonReader: ContentReader = {
  id: 'json',
  read: (page: FetchedPage): Promise<PageContent> => Promise.resolve(readJson(page)),
};

function readJson(page: FetchedPage): PageContent {
  const value = parse(page);
  const lines: Lines = { parts: [], isCut: false };
  collect(value, [], lines, 0);
  const record = isRecord(value) ? value : {};
  return {
    adapter: 'json',
    finalUrl: page.finalUrl,
    canonicalUrl: null,
    title: textField(record, ['title', 'name', 'headline']),
    author: textField(record, ['author', 'creator', 'by']),
    publishedAt: null,
    language: textField(record, ['language', 'lang']),
    blocks: toBlocks(lines.parts),
    links: [],
    missing: lines.isCut ? 'The data is deep or long; its first part was read.' : null,
  };
}

function parse(page: FetchedPage): unknown {
  try {
    return JSON.parse(page.text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new AppError({
      code: 'page_parse_failed',
      message:
        page.cut === null ? 'The page says it is JSON, but it is not valid.' : 'The JSON data is too large to read.',
      hint: 'Share a page about the data in its place.',
      cause: error,
    });
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textField(record: Record<string, unknown>, names: readonly string[]): string | null {
  for (const name of names) {
    const value = record[name];
    if (typeof value === 'string' && value.trim() !== '') return value;
  }
  return null;
}

/** Simple values of one object become one part; objects and lists in it get parts of their own. */
function collect(value: unknown, path: string[], lines: Lines, depth: number): void {
  if (lines.parts.length >= maxParts || depth > maxDepth) {
    lines.isCut = true;
    return;
  }
  if (Array.isArray(value)) {
    const simple = value.filter((item) => isSimple(item));
    if (simple.length > 0) lines.parts.push({ text: simple.map(String).join(', '), headingPath: path });
    for (const item of value) if (!isSimple(item)) collect(item, path, lines, depth + 1);
  } else if (isRecord(value)) {
    const entries = Object.entries(value);
    const simple = entries.filter(([, item]) => isSimple(item) && item !== null && item !== '');
    if (simple.length > 0) {
      lines.parts.push({ text: simple.map(([key, item]) => `${key}: ${String(item)}`).join('\n'), headingPath: path });
    }
    for (const [key, item] of entries) if (!isSimple(item)) collect(item, [...path, key], lines, depth + 1);
  } else lines.parts.push({ text: String(value), headingPath: path });
}

function isSimple(value: unknown): boolean {
  return value === null || typeof value !== 'object';
}
