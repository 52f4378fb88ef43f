import { AppError } from '../../core/errors.ts';
import type { Adapter, AdapterContext } from '../adapter.ts';
import type { FetchedPage } from '../fetch/fetched-page.ts';
import type { TextBlock } from '../html/extracted-page.ts';
import type { PageContent } from '../page-content.ts';

const host = /^([a-z]{2,3}|simple|[a-z]{2,3}-[a-z]+)\.(?:m\.)?wikipedia\.org$/;

/** Sections that hold no text of the article, in the larger Wikipedias' words. */
const apparatus =
  /^(?:references|notes|citations|footnotes|sources|bibliography|further reading|external links|see also|einzelnachweise|weblinks|literatur|siehe auch|anmerkungen|références|notes et références|liens externes|voir aussi|bibliographie|referencias|enlaces externos|véase también|bibliografía|note|collegamenti esterni|voci correlate|bibliografia|referências|ligações externas|ver também|bronnen|externe links|zie ook|примечания|ссылки|литература|см\. также|脚注|外部リンク|関連項目|参考文献|参考资料|外部链接|参见)$/i;

/** Articles by the REST interface, which gives the article without what stands around it. */
export const wikipedia: Adapter = {
  id: 'wikipedia',
  summary: 'Wikipedia articles',
  // A colon parts a namespace (Talk:, File:), but may stand in a title after a space ("Alien: Covenant").
  matches: (url) =>
    host.test(url.hostname) &&
    /^\/wiki\/(?:[^/:]|:_)/.test(url.pathname) &&
    !/^\/wiki\/[^/:_]+:[^_]/.test(url.pathname),
  async read(url, context) {
    const language = host.exec(url.hostname)?.[1] ?? 'en';
    const name = url.pathname.slice('/wiki/'.length);
    const page = await fetchArticle(language, name, context);
    if (page === null) return null;
    const finalUrl = `https://${language}.wikipedia.org/wiki/${name}`;
    const extracted = await context.htmlExtractor.extract(page.text, finalUrl, context.signal);
    const blocks = extracted.blocks.filter(isArticleText).map((block) => ({
      position: block.position,
      kind: block.kind,
      headingPath: block.headingPath,
      text: withoutMarks(block.text),
    }));
    if (!blocks.some((block) => block.kind === 'paragraph')) return null;
    return {
      adapter: 'wikipedia',
      finalUrl,
      canonicalUrl: null,
      title: /<title[^>]*>([^<]+)<\/title>/.exec(page.text)?.[1] ? extracted.title : readable(name),
      author: null,
      publishedAt: null,
      language: language === 'simple' ? 'en' : language,
      blocks,
      links: articleLinks(page.text, language),
      missing:
        extracted.cut || page.cut !== null ? 'The article is longer than Gloss reads; its start was read.' : null,
    } satisfies PageContent;
  },
};

async function fetchArticle(language: string, name: string, context: AdapterContext): Promise<FetchedPage | null> {
  try {
    // The interface wants slashes of a title escaped, because it has paths of its own below a title.
    const title = name.replaceAll('/', '%2F');
    return await context.fetch(`https://${language}.wikipedia.org/api/rest_v1/page/html/${title}`, { kinds: ['html'] });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    context.outside.log.debug('article interface could not be used', { code: error.code });
    return null;
  }
}

function isArticleText(block: TextBlock): boolean {
  if (block.headingPath.some((heading) => apparatus.test(heading.trim()))) return false;
  if (block.kind === 'heading') return !apparatus.test(block.text.trim());
  if (/^(?:\^|↑)\s|^ISBN\b|^doi:/i.test(block.text)) return false;
  return block.kept || (block.kind === 'paragraph' && block.text.length > 60);
}

/** "[12]", "[a]" and "[citation needed]" are no text of the article. */
function withoutMarks(text: string): string {
  return text.replace(/\s?\[(?:\d{1,3}|[a-z]|note \d+|citation needed|edit)\]/gi, '').trim();
}

function readable(name: string): string {
  try {
    return decodeURIComponent(name).replaceAll('_', ' ');
  } catch (error) {
    if (error instanceof URIError) return name.replaceAll('_', ' ');
    throw error;
  }
}

/** Links inside of the interface's HTML are relative to the article's folder: `./Other_title`. */
function articleLinks(html: string, language: string): PageContent['links'] {
  const links = [...html.matchAll(/<a\b[^>]{0,500}\bhref="\.\/([^"#:?]{1,200})"[^>]{0,500}>([^<]{1,120})<\/a>/g)];
  return links.slice(0, 200).map((match) => ({
    url: `https://${language}.wikipedia.org/wiki/${match[1] ?? ''}`,
    text: match[2] ?? '',
  }));
}
