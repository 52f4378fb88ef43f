import { canonicalUrl, hostOf } from './url.ts';

/** What of a Slack message can hold links. */
export interface LinkText {
  /** The message's `text`, encoded as Slack encodes it (`&amp;`, `<url|label>`). */
  text?: string | undefined;
  /** The message's `blocks`; everything but `rich_text` is passed over. */
  blocks?: unknown;
}

/**
 * The web links a person posted, in the order they stand, each page once (by `canonicalUrl`), decoded once.
 *
 * Reads `<url>`, `<url|label>` (only the target counts), bare addresses as lenient servers leave them, and `rich_text` link elements.
 * Passed over: code spans and blocks, mentions and other control sequences, schemes other than http and https, links into Slack itself.
 */
export function linksInMessage(message: LinkText): string[] {
  const found = new Map<string, string>();
  const add = (url: string): void => {
    const key = canonicalUrl(url);
    if (key !== null && !found.has(key) && !isSlackInternal(url)) found.set(key, url);
  };
  linksInText(message.text ?? '').forEach(add);
  for (const url of linksInBlocks(message.blocks)) {
    // Some servers encode block URLs too; a form that only differs by that is the link already found in the text.
    const decoded = canonicalUrl(decodeSlack(url));
    if (decoded === null || !found.has(decoded)) add(url);
  }
  return [...found.values()];
}

/** Encodes text that is not ours for Slack's `text` and `mrkdwn`: `&`, `<` and `>`, once. */
export function escapeSlack(text: string): string {
  return text.replace(/[&<>]/g, (character) => (character === '&' ? '&amp;' : character === '<' ? '&lt;' : '&gt;'));
}

/** Undoes `escapeSlack`, once: `&amp;lt;` becomes `&lt;`. */
export function decodeSlack(text: string): string {
  return text.replace(/&(amp|lt|gt);/g, (_, name: string) => (name === 'amp' ? '&' : name === 'lt' ? '<' : '>'));
}

function linksInText(text: string): string[] {
  const links: string[] = [];
  const readable = text.replace(/```[\s\S]*?```/g, ' ').replace(/`[^`\n]+`/g, ' ');
  let end = 0;
  for (const match of readable.matchAll(/<([^<>]*)>/g)) {
    links.push(...bareLinks(readable.slice(end, match.index)));
    const target = (match[1] ?? '').split('|', 1)[0] ?? '';
    if (/^https?:\/\//i.test(target)) links.push(decodeSlack(target));
    end = match.index + match[0].length;
  }
  links.push(...bareLinks(readable.slice(end)));
  return links;
}

function bareLinks(text: string): string[] {
  return [...text.matchAll(/(?<![A-Za-z0-9/])https?:\/\/[^\s<>|`"“”‘’。、，；！？（）【】「」『』]+/gi)].map((match) =>
    withoutTrailingPunctuation(decodeSlack(match[0])),
  );
}

/** A sentence's end, emphasis marks and a bracket that was opened before the link are no part of it. */
function withoutTrailingPunctuation(url: string): string {
  let kept = url;
  for (;;) {
    const last = kept.at(-1) ?? '';
    const opening = { ')': '(', ']': '[', '}': '{' }[last];
    const unbalanced = opening !== undefined && kept.split(last).length > kept.split(opening).length;
    if (!unbalanced && !/[.,;:!?'*_~]/.test(last)) return kept;
    kept = kept.slice(0, -1);
  }
}

interface RichElement {
  type?: unknown;
  url?: unknown;
  text?: unknown;
  style?: { code?: unknown } | null;
  elements?: unknown;
}

function isElement(value: unknown): value is RichElement {
  return typeof value === 'object' && value !== null;
}

function linksInBlocks(blocks: unknown): string[] {
  if (!Array.isArray(blocks)) return [];
  return blocks.flatMap((block: unknown) => (isElement(block) && block.type === 'rich_text' ? linksInside(block) : []));
}

function linksInside(element: RichElement): string[] {
  if (element.type === 'rich_text_preformatted' || element.style?.code === true) return [];
  if (element.type === 'link') return typeof element.url === 'string' ? [element.url] : [];
  if (element.type === 'text') return typeof element.text === 'string' ? bareLinks(element.text) : [];
  if (!Array.isArray(element.elements)) return [];
  return element.elements.flatMap((child: unknown) => (isElement(child) ? linksInside(child) : []));
}

/** Messages, files and canvases of a workspace; public pages such as `api.slack.com` are ordinary links. */
function isSlackInternal(url: string): boolean {
  const host = hostOf(url) ?? '';
  if (!/(^|\.)slack(-gov)?\.com$/.test(host)) return false;
  if (/^(app|files|hooks|edgeapi)\./.test(host)) return true;
  const path = URL.parse(url)?.pathname ?? '';
  return /^\/(archives|files|files-pri|files-tmb|team|client|services|messages|huddle|lists|app_redirect|docs\/T[A-Z0-9]+)(\/|$)/.test(
    path,
  );
}
