import type { TextBlockKind } from './html/extracted-page.ts';

/** One block of a page's main text, in page order; headings stand in `headingPath` of what follows them and may be blocks too. */
export interface ContentBlock {
  /** Index among the page's text blocks, from 0. */
  position: number;
  text: string;
  kind: TextBlockKind;
  /** Outermost first. */
  headingPath: string[];
}

/** What an adapter made of a page: main text with its place on the page, and what the page says of itself. */
export interface PageContent {
  /** Id of the adapter that read it. */
  adapter: string;
  /** Where a person would read it: never an API address. */
  finalUrl: string;
  /** As the page claims it, absolute; null where it does not. */
  canonicalUrl: string | null;
  title: string | null;
  author: string | null;
  /** ISO 8601 date or date-time. */
  publishedAt: string | null;
  /** ISO 639-1; null or `und` where it has to be told from the text. */
  language: string | null;
  blocks: ContentBlock[];
  /** Links of the main text, absolute http(s). */
  links: { url: string; text: string }[];
  /** One plain sentence about what of the page is not in `blocks`; null where nothing is missing. */
  missing: string | null;
  /** Text blocks of the whole page where more are known to exist than were read. */
  blocksTotal?: number;
}

/** Blocks from texts that stand under one heading each; empty texts are left out. */
export function toBlocks(
  parts: readonly { text: string; kind?: TextBlockKind; headingPath?: readonly string[] }[],
): ContentBlock[] {
  return parts
    .filter((part) => part.text.trim() !== '')
    .map((part, position) => ({
      position,
      text: part.text,
      kind: part.kind ?? 'paragraph',
      headingPath: [...(part.headingPath ?? [])],
    }));
}
