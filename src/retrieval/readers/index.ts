import type { ContentReader } from '../adapter.ts';
import type { ContentKind } from '../fetch/content-kind.ts';
import { feedReader } from './feed-reader.ts';
import { htmlReader } from './html-reader.ts';
import { jsonReader } from './json-reader.ts';
import { markdownReader } from './markdown-reader.ts';
import { pdfReader } from './pdf-reader.ts';
import { textReader } from './text-reader.ts';

/** Who reads which kind of content. */
export const readers: Readonly<Record<ContentKind, ContentReader>> = {
  html: htmlReader,
  text: textReader,
  markdown: markdownReader,
  json: jsonReader,
  feed: feedReader,
  pdf: pdfReader,
};
