import { z } from 'zod';
import { HtmlSettings } from './html/settings.ts';

const milliseconds = (fallback: number, meaning: string) =>
  z.number().int().min(10).max(600_000).default(fallback).describe(`${meaning}, milliseconds.`);
const bytes = (fallback: number, meaning: string) =>
  z.number().int().min(1000).max(1_000_000_000).default(fallback).describe(`${meaning}, bytes.`);

/** Limits of a single fetch; every one of them ends the fetch by itself. */
export const FetchSettings = z.object({
  userAgent: z
    .string()
    .min(1)
    .regex(/^[\x20-\x7e]+$/)
    .default('Mozilla/5.0 (compatible; Gloss/0.1; reads links that people share in Slack)')
    .describe('How Gloss names itself to sites.'),
  allow: z
    .array(z.string().regex(/^(?:[a-z0-9.-]+|\[[0-9a-f:]+\]):\d{1,5}$/))
    .default([])
    .describe(
      'Exact host:port origins that may be fetched although they are not public; the local workspace adds its own sample pages.',
    ),
  connectTimeoutMs: milliseconds(5000, 'Longest time to open a connection'),
  firstByteTimeoutMs: milliseconds(8000, 'Longest time from the request to the answer’s headers'),
  totalTimeoutMs: milliseconds(20_000, 'Longest time for a whole fetch with its redirects'),
  maxRedirects: z.number().int().min(0).max(5).default(5).describe('Redirects that are followed, count.'),
  maxHeaderBytes: z
    .number()
    .int()
    .min(1024)
    .max(65_536)
    .default(16_384)
    .describe('Largest answer header that is read, bytes.'),
  maxPageBytes: bytes(5_000_000, 'Unpacked size at which a page is cut'),
  maxPdfBytes: bytes(30_000_000, 'Largest PDF that is read'),
});
export type FetchSettings = z.infer<typeof FetchSettings>;

export const PdfSettings = z.object({
  maxPages: z.number().int().min(1).max(100).default(100).describe('Pages of a PDF that are read, count.'),
  timeoutMs: milliseconds(10_000, 'Longest time one PDF may take to read'),
  maxHeapMb: z
    .number()
    .int()
    .min(64)
    .max(4096)
    .default(512)
    .describe('Largest heap of the thread that reads a PDF, megabytes.'),
});
export type PdfSettings = z.infer<typeof PdfSettings>;

/** How pages are fetched and read. */
export const RetrievalSettings = z.object({
  fetch: FetchSettings.prefault({}),
  html: HtmlSettings.prefault({}),
  pdf: PdfSettings.prefault({}),
  maxTextLength: z
    .number()
    .int()
    .min(2000)
    .max(1_000_000)
    .default(120_000)
    .describe('Text of one page that is kept, characters; longer pages are sampled from start to end.'),
  maxLinks: z
    .number()
    .int()
    .min(0)
    .max(100)
    .default(20)
    .describe('Links of a page that a model may ask to read, count.'),
  githubToken: z
    .string()
    .default('')
    .describe(
      'Token for the GitHub API, which raises its rate limit; private repositories are not read with it. Empty for none.',
    ),
});
export type RetrievalSettings = z.infer<typeof RetrievalSettings>;
