import type { AdapterContext, ContentReader } from '../adapter.ts';
import { cleanText } from '../evidence/clean-text.ts';
import { countWords } from '../evidence/count-words.ts';
import type { FetchedPage } from '../fetch/fetched-page.ts';
import type { ExtractedPage } from '../html/extracted-page.ts';
import type { PageContent } from '../page-content.ts';
import { cutNotice } from './cut-notice.ts';
import { throwIfWall } from './throw-if-wall.ts';

/** Any web page: main content by the extractor, after a look whether it is a page at all. */
export const htmlReader: ContentReader = {
  id: 'generic',
  async read(page: FetchedPage, context: AdapterContext): Promise<PageContent> {
    const extracted = await context.htmlExtractor.extract(page.text, page.finalUrl, context.signal);
    const kept = extracted.blocks.filter((block) => block.kept);
    const main = kept.filter((block) => block.kind !== 'heading');
    const mainText = cleanText(main.map((block) => block.text).join('\n'));
    const wordCount = countWords(mainText);
    throwIfWall({
      title: extracted.title,
      mainText,
      wordCount,
      visibleText: extracted.blocks
        .map((block) => block.text)
        .join('\n')
        .slice(0, 20_000),
      html: page.text,
      hasPasswordField: extracted.hasPasswordField,
      url: page.url,
      finalUrl: page.finalUrl,
    });
    return {
      adapter: 'generic',
      finalUrl: page.finalUrl,
      canonicalUrl: extracted.canonicalUrl,
      title: extracted.title,
      author: extracted.author,
      publishedAt: extracted.publishedAt,
      language: extracted.language,
      blocks: kept,
      links: extracted.links,
      missing: missingPart(page, extracted, wordCount),
    };
  },
};

function missingPart(page: FetchedPage, extracted: ExtractedPage, wordCount: number): string | null {
  if (page.cut !== null) return cutNotice(page);
  if (extracted.cut) return 'The page is built too deep or too large; its first part was read.';
  // schema.org: the publisher itself says that readers without a subscription see a part.
  if (wordCount < 250 && /"isAccessibleForFree"\s*:\s*"?false/i.test(page.text)) {
    return 'The site shows only a part of this page without a subscription.';
  }
  return null;
}
