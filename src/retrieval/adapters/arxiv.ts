import { AppError } from '../../core/errors.ts';
import type { Adapter, AdapterContext } from '../adapter.ts';
import { toBlocks, type PageContent } from '../page-content.ts';
import { pdfReader } from '../readers/pdf-reader.ts';
import { parseArxivListing, parseArxivPaper, type ArxivPaper } from '../sites/arxiv-page.ts';

const paperPath = /^\/(abs|pdf)\/((?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?\/\d{7})(v\d+)?)(?:\.pdf)?\/?$/;

/** Papers by their abstract page, the whole text where the PDF was posted, and listings. */
export const arxiv: Adapter = {
  id: 'arxiv',
  summary: 'arXiv papers (abstract, versions; the text where the PDF is posted) and listings',
  matches: (url) =>
    /^(?:www\.|export\.)?arxiv\.org$/.test(url.hostname) &&
    (paperPath.test(url.pathname) || url.pathname.startsWith('/list/')),
  async read(url, context) {
    const [, form, id, version] = paperPath.exec(url.pathname) ?? [];
    if (id === undefined) return await readListing(url, context);
    if (form === 'abs') {
      const paper = parseArxivPaper((await context.fetch(url.href, { kinds: ['html'] })).text);
      return paper && paperContent(paper, `https://arxiv.org/abs/${id}`, version);
    }
    return await readPdfPaper(url, id, version, context);
  },
};

function paperContent(paper: ArxivPaper, finalUrl: string, version: string | undefined): PageContent {
  const latest = /\[(v\d+)\]/.exec(paper.versions.at(-1) ?? '')?.[1];
  const isOld = version !== undefined && latest !== undefined && version !== latest;
  return {
    adapter: 'arxiv',
    finalUrl,
    canonicalUrl: null,
    title: paper.title,
    author: authorLine(paper.authors),
    publishedAt: paper.publishedAt,
    language: 'en',
    blocks: toBlocks([
      { text: paper.abstract, headingPath: ['Abstract'] },
      ...paper.details.map((text) => ({ text, headingPath: ['About the paper'] })),
      ...(isOld ? [{ text: `This is version ${version}; the latest is ${latest}.`, headingPath: ['Versions'] }] : []),
      ...paper.versions.map((text) => ({ text, kind: 'list_item' as const, headingPath: ['Versions'] })),
    ]),
    links: paper.pdfUrl === null ? [] : [{ url: paper.pdfUrl.replace(/^http:/, 'https:'), text: 'Full text (PDF)' }],
    missing: 'Only the abstract was read, not the paper.',
  };
}

function authorLine(authors: readonly string[]): string | null {
  if (authors.length === 0) return null;
  return authors.length > 6 ? `${authors.slice(0, 5).join(', ')} and ${authors.length - 5} others` : authors.join(', ');
}

async function readPdfPaper(
  url: URL,
  id: string,
  version: string | undefined,
  context: AdapterContext,
): Promise<PageContent | null> {
  const pdf = await context.fetch(url.href, { kinds: ['pdf'] });
  const text = await pdfReader.read(pdf, context);
  const paper = await paperOf(id, context);
  if (paper === null) return { ...text, adapter: 'arxiv', finalUrl: url.href };
  const abstract = paperContent(paper, url.href, version);
  const parts = [...abstract.blocks, ...text.blocks];
  return { ...abstract, blocks: toBlocks(parts), links: [], missing: text.missing };
}

/** The abstract page gives the better title, authors and date; without it the PDF has to do. */
async function paperOf(id: string, context: AdapterContext): Promise<ArxivPaper | null> {
  try {
    return parseArxivPaper((await context.fetch(`https://arxiv.org/abs/${id}`, { kinds: ['html'] })).text);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    context.outside.log.debug('abstract page could not be read', { code: error.code });
    return null;
  }
}

async function readListing(url: URL, context: AdapterContext): Promise<PageContent | null> {
  const page = await context.fetch(url.href, { kinds: ['html'] });
  const listing = parseArxivListing(page.text);
  if (listing === null) return null;
  const read = listing.entries.length;
  return {
    adapter: 'arxiv',
    finalUrl: page.finalUrl,
    canonicalUrl: null,
    title: listing.title,
    author: null,
    publishedAt: null,
    language: 'en',
    blocks: toBlocks(
      listing.entries.flatMap((entry) => [
        { text: `${entry.title} (arXiv:${entry.id}), by ${entry.authors}`, headingPath: [entry.title] },
        { text: entry.abstract, headingPath: [entry.title] },
        { text: entry.subjects === '' ? '' : `Subjects: ${entry.subjects}`, headingPath: [entry.title] },
      ]),
    ),
    links: listing.entries.map((entry) => ({ url: `https://arxiv.org/abs/${entry.id}`, text: entry.title })),
    missing:
      listing.total !== null && listing.total > read
        ? `The listing has ${listing.total} entries; the ${read} on this page were read.`
        : null,
  };
}
