import { AppError } from '../../core/errors.ts';
import type { Evidence, EvidenceNotice, PageLink, Snippet } from '../../core/evidence.ts';
import { canonicalUrl, hostOf } from '../../core/url.ts';
import { isReadableLink } from '../fetch/is-readable-link.ts';
import type { ContentBlock, PageContent } from '../page-content.ts';
import { cleanLine, cleanText } from './clean-text.ts';
import { countWords } from './count-words.ts';
import { cutSnippets, sampleSnippets } from './cut-snippets.ts';
import { dropModelDirected, isModelDirectedLine } from './model-directed.ts';
import { tellLanguage } from './tell-language.ts';

export interface EvidenceFrame {
  /** As posted. */
  url: string;
  /** Milliseconds since the epoch. */
  fetchedAt: number;
  maxTextLength: number;
  maxLinks: number;
  /** Origins that may be fetched although they are not public. */
  allow: readonly string[];
  /** Ids to go on from, where this page adds to an evidence. */
  after: { sourceId: number; snippetId: number; linkId: number };
}

const wordsPerMinute = 220;
const maxHeadings = 6;
const maxTitleLength = 300;

/**
 * Turns a page's content into numbered evidence.
 * @throws AppError `page_empty` where nothing readable is left.
 */
export function buildEvidence(content: PageContent, frame: EvidenceFrame): Evidence {
  const notices = new Map<string, EvidenceNotice>();
  const cleaned = cleanBlocks(content.blocks);
  const language = tellLanguage(content.language, cleaned.map((block) => block.text).join('\n'));
  const { blocks, found, dropped } = dropModelDirected(cleaned, language);
  const title = honestTitle(content, cleaned);
  if (found || title.found) notices.set('injection_ignored', injectionNotice(dropped || title.found));
  const drafts = cutSnippets(blocks, language);
  if (drafts.length === 0) throw pageEmpty();
  const kept = sampleSnippets(drafts, frame.maxTextLength);
  const snippets: Snippet[] = kept.map((draft, index) => ({
    id: frame.after.snippetId + index + 1,
    sourceId: frame.after.sourceId + 1,
    text: draft.text,
    headingPath: draft.headingPath,
    position: draft.position,
  }));
  const paragraphs = drafts.reduce((sum, draft) => sum + draft.blockCount, 0);
  const paragraphsRead = kept.reduce((sum, draft) => sum + draft.blockCount, 0);
  const isSampled = kept.length < drafts.length;
  const reasons = [
    content.missing,
    isSampled ? 'The page is long: its start, its end and parts between were read.' : null,
  ].filter((reason) => reason !== null);
  if (reasons.length > 0) notices.set('page_cut', { code: 'page_cut', message: reasons.join(' ') });
  const wordCount = countWords(blocks.map((block) => block.text).join('\n'));
  return {
    url: frame.url,
    finalUrl: content.finalUrl,
    canonicalUrl: claimedAddress(content) ?? canonicalUrl(content.finalUrl) ?? content.finalUrl,
    adapter: content.adapter,
    domain: hostOf(content.finalUrl) ?? '',
    language,
    sources: [
      {
        id: frame.after.sourceId + 1,
        url: content.finalUrl,
        title: title.text,
        author: lineOrNull(content.author, 200),
        publishedAt: content.publishedAt,
        fetchedAt: new Date(frame.fetchedAt).toISOString(),
      },
    ],
    snippets,
    links: numberLinks(content, frame),
    coverage: reasons.length > 0 ? 'partial' : 'full',
    coverageReason: reasons.length > 0 ? reasons.join(' ') : null,
    paragraphsRead,
    paragraphsTotal: Math.max(paragraphs, content.blocksTotal ?? 0),
    wordCount,
    readingMinutes: Math.max(1, Math.round(wordCount / wordsPerMinute)),
    notices: [...notices.values()],
  };
}

/** @param detail what may be the reason, for the person */
export function pageEmpty(detail = 'It may draw its text with scripts, or hold only pictures.'): AppError {
  return new AppError({
    code: 'page_empty',
    message: `There is no text to read on this page. ${detail}`,
    hint: 'Paste the text into the thread, or share another link to it.',
  });
}

function cleanBlocks(blocks: readonly ContentBlock[]): ContentBlock[] {
  return blocks.flatMap((block) => {
    const text = block.kind === 'code' || block.text.includes('\n') ? cleanText(block.text) : cleanLine(block.text);
    if (!/[\p{L}\p{N}]/u.test(text)) return [];
    const headingPath = block.headingPath
      .map((heading) => cleanLine(heading).slice(0, 200))
      .filter((heading) => heading !== '' && !isModelDirectedLine(heading))
      .slice(0, maxHeadings);
    return [{ ...block, text, headingPath }];
  });
}

/** The title, unless it is aimed at a model: then the first heading, or none. */
function honestTitle(content: PageContent, blocks: readonly ContentBlock[]): { text: string | null; found: boolean } {
  const title = lineOrNull(content.title, maxTitleLength);
  if (title === null || !isModelDirectedLine(title)) return { text: title, found: false };
  const heading = blocks.find((block) => block.kind === 'heading' && !isModelDirectedLine(block.text));
  return { text: heading?.text ?? blocks[0]?.headingPath[0] ?? null, found: true };
}

function injectionNotice(dropped: boolean): EvidenceNotice {
  return {
    code: 'injection_ignored',
    message: dropped
      ? 'This page holds text that is aimed at AI tools; Gloss ignored it.'
      : 'This page quotes text that is aimed at AI tools; Gloss took it as text only.',
  };
}

function lineOrNull(text: string | null, maxLength: number): string | null {
  const line = cleanLine(text ?? '')
    .slice(0, maxLength)
    .trim();
  return line === '' ? null : line;
}

/** A page may name another address for itself, but only on its own site. */
function claimedAddress(content: PageContent): string | null {
  if (content.canonicalUrl === null) return null;
  const claimed = canonicalUrl(content.canonicalUrl);
  return claimed !== null && hostOf(claimed) === hostOf(content.finalUrl) ? claimed : null;
}

function numberLinks(content: PageContent, frame: EvidenceFrame): PageLink[] {
  const own = new Set([canonicalUrl(frame.url), canonicalUrl(content.finalUrl)]);
  const links = new Map<string, string>();
  for (const { url, text } of content.links) {
    const key = canonicalUrl(url);
    if (key === null || own.has(key) || links.has(url) || links.size >= frame.maxLinks) continue;
    // Only what the model may really read is offered to it.
    if (!isReadableLink(url, content.finalUrl, frame.allow)) continue;
    own.add(key);
    const label = cleanLine(text).slice(0, 120);
    links.set(url, isModelDirectedLine(label) ? '' : label);
  }
  return [...links].map(([url, text], index) => ({ id: frame.after.linkId + index + 1, url, text }));
}
