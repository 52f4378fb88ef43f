import type { AdapterContext, ContentReader } from '../adapter.ts';
import { countWords } from '../evidence/count-words.ts';
import { pageEmpty } from '../evidence/build-evidence.ts';
import type { FetchedPage } from '../fetch/fetched-page.ts';
import { toBlocks, type PageContent } from '../page-content.ts';
import { toPdfParts, type PdfDocumentText, type PdfPart } from '../pdf/pdf-text.ts';
import { readPdf } from '../pdf/read-pdf.ts';

/** PDF files: text page by page, headings by their size. */
export const pdfReader: ContentReader = {
  id: 'pdf',
  async read(page: FetchedPage, context: AdapterContext): Promise<PageContent> {
    const document = await readPdf(page.bytes, context.settings.pdf, context.outside, context.signal);
    const parts = toPdfParts(document.pages);
    if (countWords(parts.map((part) => part.text).join(' ')) < 15) {
      throw pageEmpty('The PDF holds pictures of pages, or nothing.');
    }
    return {
      adapter: 'pdf',
      finalUrl: page.finalUrl,
      canonicalUrl: null,
      title: titleOf(document, parts),
      author: document.author,
      publishedAt: pdfDate(document.createdAt),
      language: null,
      blocks: toBlocks(withHeadings(parts)),
      links: [],
      missing: missingPart(page, document),
    };
  },
};

function withHeadings(parts: readonly PdfPart[]): Parameters<typeof toBlocks>[0] {
  let heading: string[] = [];
  return parts.map((part) => {
    if (part.kind === 'heading') {
      heading = [part.text];
      return { text: part.text, kind: part.kind, headingPath: [] };
    }
    return { text: part.text, kind: part.kind, headingPath: heading };
  });
}

/** Titles in the file's properties are often a working file's name. */
function titleOf(document: PdfDocumentText, parts: readonly PdfPart[]): string | null {
  const { title } = document;
  const isFileName =
    title !== null && /\.(?:docx?|tex|dvi|pdf|indd|pptx?|odt)$|^(?:microsoft word|untitled|document\d*$)/i.test(title);
  if (title !== null && title.length > 3 && !isFileName) return title;
  return parts.find((part) => part.kind === 'heading' && part.page <= 2)?.text ?? parts[0]?.text.slice(0, 200) ?? null;
}

/** PDF 32000-1 §7.9.4: `D:YYYYMMDD…`. */
function pdfDate(text: string | null): string | null {
  const match = /^D:(\d{4})(\d{2})(\d{2})/.exec(text ?? '');
  return match ? `${match[1]}-${match[2]}-${match[3]}` : null;
}

function missingPart(page: FetchedPage, document: PdfDocumentText): string | null {
  if (page.cut !== null) return 'The connection broke off; what arrived of the PDF was read.';
  const read = document.pages.length;
  if (document.pageCount > read) return `The PDF has ${document.pageCount} pages; the first ${read} were read.`;
  const bare = document.pages.filter((items) => items.length === 0).length;
  return bare > read / 2 ? `${bare} of ${read} pages are pictures without text.` : null;
}
