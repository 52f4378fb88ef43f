import type { StoredSummary } from '../../src/core/ports.ts';
import { sampleSummary } from './sample-summary.ts';

export interface SamplePage {
  id: string;
  url: string;
  title?: string;
  tldr?: string[];
  summary?: string[];
  page?: string[];
}

/** A stored summary of a page whose words the test chooses. */
export function samplePageSummary(page: SamplePage, changes: Partial<StoredSummary> = {}): StoredSummary {
  const base = sampleSummary();
  if (base.evidence === null || base.draft === null) throw new Error('the sample has a page and a draft');
  const [source] = base.evidence.sources;
  if (!source) throw new Error('the sample has a source');
  const sentences = (texts: readonly string[] = []) => texts.map((text) => ({ text, factIds: [1] }));
  return {
    ...base,
    id: page.id,
    jobId: `job-${page.id}`,
    url: page.url,
    canonicalUrl: page.url,
    evidence: {
      ...base.evidence,
      url: page.url,
      finalUrl: page.url,
      canonicalUrl: page.url,
      sources: [{ ...source, url: page.url, title: page.title ?? null }],
      snippets: (page.page ?? []).map((text, index) => ({
        id: index + 1,
        sourceId: 1,
        text,
        headingPath: [],
        position: index,
      })),
    },
    draft: {
      ...base.draft,
      tldr: sentences(page.tldr),
      summary: sentences(page.summary),
      projects: [],
      similarTech: [],
    },
    ...changes,
  };
}
