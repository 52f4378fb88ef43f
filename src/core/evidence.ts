/** Where a piece of text came from. */
export interface Source {
  /** 1 is the posted page; further ones were read by the `read_link` tool. */
  id: number;
  url: string;
  title: string | null;
  author: string | null;
  /** ISO 8601 date (`2026-03-01`) or date-time, as the page says it. */
  publishedAt: string | null;
  /** ISO 8601 UTC. */
  fetchedAt: string;
}

/** One numbered piece of visible page text, small enough to quote; facts cite it by id. */
export interface Snippet {
  /** From 1, unique within the evidence. */
  id: number;
  sourceId: number;
  text: string;
  /** Headings above it, outermost first. */
  headingPath: string[];
  /** Index of its first block among all text blocks of its page, from 0. */
  position: number;
}

/** A link that stands in the page's main text. Stage A may read it by id; the model never writes a URL. */
export interface PageLink {
  /** From 1. */
  id: number;
  url: string;
  text: string;
}

export type Coverage = 'full' | 'partial' | 'failed';

/** All that later stages may know about a page. */
export interface Evidence {
  /** As posted. */
  url: string;
  /** After redirects. */
  finalUrl: string;
  canonicalUrl: string;
  /** Id of the adapter that read it, e.g. `generic`. */
  adapter: string;
  /** Host without `www.`. */
  domain: string;
  /** ISO 639-1, or `und` where it could not be told. */
  language: string;
  sources: Source[];
  snippets: Snippet[];
  links: PageLink[];
  coverage: Coverage;
  /** Why coverage is not full, for a person; null when it is. */
  coverageReason: string | null;
  /** Text paragraphs that were read, of all that the page has. */
  paragraphsRead: number;
  paragraphsTotal: number;
  wordCount: number;
  /** At 220 words a minute, at least 1. */
  readingMinutes: number;
  /** Notes for the reader, by code: `injection_ignored`, `page_cut`, … */
  notices: EvidenceNotice[];
}

export interface EvidenceNotice {
  code: string;
  /** A plain sentence written by Gloss, without page text. */
  message: string;
}
