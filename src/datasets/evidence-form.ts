import { z } from 'zod';
import type { Evidence } from '../core/evidence.ts';

const id = z.int().positive();
const count = z.int().min(0);

/** A page as it was read, in the form that a file may hold it. */
export const EvidenceForm: z.ZodType<Evidence> = z
  .strictObject({
    url: z.url(),
    finalUrl: z.url(),
    canonicalUrl: z.url(),
    adapter: z.string().min(1),
    domain: z.string().min(1),
    language: z.string().min(2).max(8),
    sources: z
      .array(
        z.strictObject({
          id,
          url: z.url(),
          title: z.string().nullable(),
          author: z.string().nullable(),
          publishedAt: z.string().nullable(),
          fetchedAt: z.string().min(1),
        }),
      )
      .min(1),
    snippets: z
      .array(
        z.strictObject({
          id,
          sourceId: id,
          text: z.string().min(1),
          headingPath: z.array(z.string()),
          position: count,
        }),
      )
      .min(1),
    links: z.array(z.strictObject({ id, url: z.url(), text: z.string() })),
    coverage: z.enum(['full', 'partial', 'failed']),
    coverageReason: z.string().nullable(),
    paragraphsRead: count,
    paragraphsTotal: count,
    wordCount: count,
    readingMinutes: z.int().min(1),
    notices: z.array(z.strictObject({ code: z.string().min(1), message: z.string().min(1) })),
  })
  .superRefine(({ sources, snippets }, context) => {
    const known = new Set(sources.map((source) => source.id));
    for (const [index, snippet] of snippets.entries()) {
      if (!known.has(snippet.sourceId)) {
        context.addIssue({
          code: 'custom',
          path: ['snippets', index, 'sourceId'],
          message: 'must be the id of a source',
        });
      }
    }
  });
