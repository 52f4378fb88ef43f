import type { Evidence, Snippet } from '../../src/core/evidence.ts';

/** Evidence of a made-up page from its paragraphs: one snippet each, read in full. `changes` replace whole fields. */
export function sampleEvidence(
  paragraphs: readonly (string | { text: string; headingPath: string[] })[],
  changes: Partial<Evidence> & { title?: string | null } = {},
): Evidence {
  const { title = null, ...rest } = changes;
  const url = rest.url ?? 'https://heron.example/notes';
  const snippets = paragraphs.map((paragraph, index): Snippet => {
    const { text, headingPath } = typeof paragraph === 'string' ? { text: paragraph, headingPath: [] } : paragraph;
    return { id: index + 1, sourceId: 1, text, headingPath, position: index };
  });
  const wordCount = snippets.reduce((sum, snippet) => sum + snippet.text.split(/\s+/u).length, 0);
  return {
    url,
    finalUrl: url,
    canonicalUrl: url,
    adapter: 'generic',
    domain: new URL(url).hostname,
    language: 'en',
    sources: [{ id: 1, url, title, author: null, publishedAt: null, fetchedAt: '2026-03-02T09:00:00.000Z' }],
    snippets,
    links: [],
    coverage: 'full',
    coverageReason: null,
    paragraphsRead: snippets.length,
    paragraphsTotal: snippets.length,
    wordCount,
    readingMinutes: Math.max(1, Math.round(wordCount / 220)),
    notices: [],
    ...rest,
  };
}
