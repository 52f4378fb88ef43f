import { load, type CheerioAPI } from 'cheerio';

export interface ArxivPaper {
  title: string;
  authors: string[];
  /** ISO 8601 date of the version that was read. */
  publishedAt: string | null;
  abstract: string;
  /** Comments, subjects, journal and DOI, as "Name: value". */
  details: string[];
  /** `[v1] Mon, 3 Mar 2025 …`, oldest first. */
  versions: string[];
  pdfUrl: string | null;
}

export interface ArxivListing {
  title: string;
  entries: { id: string; title: string; authors: string; abstract: string; subjects: string }[];
  /** "Total of 512 entries", where the page says so. */
  total: number | null;
}

/** Pages that are parsed here are small; a listing of thousands is read as far as this. */
const maxHtmlLength = 400_000;

/** @returns null where the page is no abstract page. */
export function parseArxivPaper(html: string): ArxivPaper | null {
  const $ = load(html.slice(0, maxHtmlLength));
  const meta = (name: string): string | null => $(`meta[name="${name}"]`).first().attr('content')?.trim() || null;
  const abstract =
    meta('citation_abstract') ?? line($('blockquote.abstract').clone().find('.descriptor').remove().end().text());
  const title = meta('citation_title') ?? lineOf($, 'h1.title');
  if (!title || !abstract) return null;
  const authors = $('meta[name="citation_author"]')
    .toArray()
    .map((element) => $(element).attr('content') ?? '')
    .map((name) =>
      name
        .split(',')
        .map((part) => part.trim())
        .reverse()
        .join(' ')
        .trim(),
    );
  const details = ['comments', 'subjects', 'jref', 'doi'].flatMap((name) => {
    const cell = lineOf($, `td.tablecell.${name}`);
    return cell ? [`${detailNames[name] ?? name}: ${cell}`] : [];
  });
  return {
    title: line(title),
    authors,
    publishedAt: (meta('citation_online_date') ?? meta('citation_date'))?.replaceAll('/', '-') ?? null,
    abstract: line(abstract),
    details,
    versions: versionsOf($),
    pdfUrl: meta('citation_pdf_url'),
  };
}

const detailNames: Readonly<Record<string, string>> = {
  comments: 'Comments',
  subjects: 'Subjects',
  jref: 'Journal reference',
  doi: 'DOI',
};

function versionsOf($: CheerioAPI): string[] {
  const history = line($('.submission-history').text());
  return [...history.matchAll(/\[v\d+\][^[]*/g)].map((match) => match[0].trim());
}

/** @returns null where the page is no listing. */
export function parseArxivListing(html: string): ArxivListing | null {
  const $ = load(html.slice(0, maxHtmlLength));
  const entries = $('dl#articles > dt')
    .toArray()
    .flatMap((term) => {
      const id = /(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?\/\d{7})(?:v\d+)?/.exec($(term).text())?.[0];
      const data = $(term).next('dd');
      const field = (selector: string): string => {
        const element = data.find(selector).first().clone();
        element.find('.descriptor').remove();
        return line(element.text());
      };
      const title = field('.list-title');
      if (!id || title === '') return [];
      return [
        { id, title, authors: field('.list-authors'), abstract: field('p.mathjax'), subjects: field('.list-subjects') },
      ];
    });
  if (entries.length === 0) return null;
  const total = /total of (\d[\d,]*) entries/i.exec($('.paging').first().text())?.[1];
  return {
    title: lineOf($, 'h1') ?? 'arXiv listing',
    entries,
    total: total === undefined ? null : Number(total.replaceAll(',', '')),
  };
}

function lineOf($: CheerioAPI, selector: string): string | null {
  const element = $(selector).first().clone();
  element.find('.descriptor').remove();
  return line(element.text()) || null;
}

function line(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
