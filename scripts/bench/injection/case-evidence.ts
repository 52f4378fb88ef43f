import type { Evidence } from '../../../src/core/evidence.ts';
import { extractPage } from '../../../src/retrieval/html/extract-page.ts';
import { sampleEvidence } from '../../../test/support/sample-evidence.ts';
import type { InjectionCase } from './injection-case.ts';

/** The page as the extractor reads it: one snippet a kept block, the title as the page claims it. */
export function caseEvidence({ url, html, content_type: contentType }: InjectionCase): Evidence {
  if (!contentType.includes('html')) {
    const blocks = html.replace(/<!--[\s\S]*?-->/gu, '').split(/\n\s*\n/u);
    const paragraphs = blocks.map((block) => block.replace(/^#+\s+/u, '').trim()).filter((block) => block !== '');
    return sampleEvidence(paragraphs, { url, title: paragraphs[0] ?? null });
  }
  const page = extractPage(html, url);
  const kept = page.blocks.filter((block) => block.kept && block.kind !== 'heading');
  return sampleEvidence(
    kept.map(({ text, headingPath }) => ({ text, headingPath })),
    {
      url,
      title: page.title,
      language: page.language === 'und' ? 'en' : page.language,
      links: page.links.map((link, index) => ({ id: index + 1, ...link })),
    },
  );
}
