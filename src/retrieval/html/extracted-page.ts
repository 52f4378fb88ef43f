/** One visible block of text of a page, in page order. */
export interface TextBlock {
  /** Index among all text blocks of the page, from 0. */
  position: number;
  text: string;
  /** `heading`, `paragraph`, `list_item`, `code`, `quote`, `table_row`, `other`. */
  kind: TextBlockKind;
  /** Headings above it, outermost first. */
  headingPath: string[];
  /** 0 to 1: how likely the block is main content. */
  probability: number;
  /** In the chosen main content. */
  kept: boolean;
}

export type TextBlockKind = 'heading' | 'paragraph' | 'list_item' | 'code' | 'quote' | 'table_row' | 'other';

/** What an HTML page says, read once: the result of the extractor, plain data that crosses a worker boundary. */
export interface ExtractedPage {
  title: string | null;
  author: string | null;
  /** ISO 8601 date or date-time. */
  publishedAt: string | null;
  /** ISO 639-1, or `und`. */
  language: string;
  /** As the page claims it, absolute; never fetched. */
  canonicalUrl: string | null;
  siteName: string | null;
  /** All visible text blocks; the main content is those with `kept`. */
  blocks: TextBlock[];
  /** Main content as text: kept blocks, blank line between them. */
  text: string;
  /** Links inside kept blocks, absolute http(s), page order, no duplicates, at most 50. */
  links: { url: string; text: string }[];
  /** The page has a password field, or a form and next to no text: material for wall detection. */
  hasPasswordField: boolean;
  /** Text that a reader cannot see was on the page and left out (hidden elements with words in them). */
  hiddenTextLength: number;
  /** Parsing stopped at a limit (depth, nodes, bytes); the text is what came before. */
  cut: boolean;
}
