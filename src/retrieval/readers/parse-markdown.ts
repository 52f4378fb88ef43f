import type { TextBlockKind } from '../html/extracted-page.ts';
import { textOfFragment } from './text-of-fragment.ts';

export interface MarkdownText {
  /** From front matter, or the first heading. */
  title: string | null;
  parts: { text: string; kind: TextBlockKind; headingPath: string[] }[];
  links: { url: string; text: string }[];
}

/**
 * Reads Markdown (CommonMark's blocks, tables, front matter) as a reader of the rendered page would see it: no comments, no images, no
 * HTML tags, link texts without their targets.
 * @param baseUrl for relative links
 */
export function parseMarkdown(source: string, baseUrl: string): MarkdownText {
  const { frontMatter, body } = splitFrontMatter(source.replace(/\r\n?/g, '\n'));
  const reader = new BlockReader(baseUrl, collectReferences(body));
  for (const line of withoutComments(body).split('\n')) reader.line(line);
  reader.flush();
  const title = /^title:\s*["']?(.+?)["']?\s*$/m.exec(frontMatter)?.[1] ?? reader.firstHeading;
  return { title, parts: reader.parts, links: reader.links };
}

function splitFrontMatter(source: string): { frontMatter: string; body: string } {
  const match = /^---\n([\s\S]{0,10000}?)\n(?:---|\.\.\.)\n/.exec(source);
  return match
    ? { frontMatter: match[1] ?? '', body: source.slice(match[0].length) }
    : { frontMatter: '', body: source };
}

/** HTML comments outside of code fences; an unclosed one hides the rest, as in a browser. */
function withoutComments(body: string): string {
  return body
    .split(/^( {0,3}(?:```|~~~)[\s\S]*?^ {0,3}(?:```|~~~)[^\S\n]*$)/m)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/<!--[\s\S]*?(?:-->|$)/g, '')))
    .join('');
}

function collectReferences(body: string): Map<string, string> {
  const references = new Map<string, string>();
  for (const match of body.matchAll(/^ {0,3}\[([^\]\n]{1,200})\]:\s*<?(\S+?)>?(?:\s+["'(].*)?$/gm)) {
    references.set((match[1] ?? '').toLowerCase(), match[2] ?? '');
  }
  return references;
}

class BlockReader {
  readonly parts: MarkdownText['parts'] = [];
  readonly links: MarkdownText['links'] = [];
  firstHeading: string | null = null;
  private readonly baseUrl: string;
  private readonly references: Map<string, string>;
  private headings: { level: number; text: string }[] = [];
  private open: string[] = [];
  private kind: TextBlockKind = 'paragraph';
  private fence: string | null = null;

  constructor(baseUrl: string, references: Map<string, string>) {
    this.baseUrl = baseUrl;
    this.references = references;
  }

  line(line: string): void {
    const fence = /^ {0,3}(```+|~~~+)/.exec(line)?.[1];
    if (this.fence !== null) {
      if (fence?.startsWith(this.fence)) this.endFence();
      else this.open.push(line);
    } else if (fence !== undefined) {
      this.flush();
      this.fence = fence;
      this.kind = 'code';
    } else this.proseLine(line);
  }

  /** Ends the open block. */
  flush(): void {
    const isCode = this.kind === 'code';
    const text = isCode ? this.open.join('\n') : this.inline(this.open.join(this.kind === 'table_row' ? '\n' : ' '));
    if (text.trim() !== '')
      this.parts.push({ text: isCode ? text : text.trim(), kind: this.kind, headingPath: this.path() });
    this.open = [];
    this.kind = 'paragraph';
    this.fence = null;
  }

  private endFence(): void {
    this.flush();
    this.fence = null;
  }

  private proseLine(line: string): void {
    const atx = /^ {0,3}(#{1,6})(?:\s+(.*?))?\s*#*\s*$/.exec(line);
    const setext = /^ {0,3}(=+|-+)\s*$/.exec(line)?.[1];
    const item = /^\s{0,12}(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?(.*)$/.exec(line)?.[1];
    const quote = /^ {0,3}>\s?(.*)$/.exec(line)?.[1];
    if (atx) {
      this.flush();
      this.heading(atx[1]?.length ?? 1, this.inline(atx[2] ?? ''));
    } else if (setext !== undefined && this.open.length === 1 && this.kind === 'paragraph') {
      const text = this.inline(this.open[0] ?? '');
      this.open = [];
      this.heading(setext.startsWith('=') ? 1 : 2, text);
    } else if (/^\s*$/.test(line) || /^ {0,3}(?:[-*_]\s*){3,}$/.test(line)) this.flush();
    else if (/^ {0,3}\[[^\]\n]{1,200}\]:\s*\S/.test(line)) this.flush();
    else if (item !== undefined) this.begin('list_item', item);
    else if (quote !== undefined) this.quoteLine(quote);
    else if (/^\s*\|.*\|\s*$/.test(line)) this.tableRow(line);
    else if (/^(?: {4}|\t)/.test(line) && this.open.length === 0) this.indentedCode(line);
    else this.open.push(this.kind === 'code' ? line.replace(/^(?: {4}|\t)/, '') : line.trim());
  }

  private begin(kind: TextBlockKind, text: string): void {
    this.flush();
    this.kind = kind;
    this.open.push(text);
  }

  private quoteLine(text: string): void {
    if (this.kind !== 'quote') this.flush();
    this.kind = 'quote';
    if (text.trim() === '') this.flush();
    else this.open.push(text.replace(/^(?:>\s?)+/, ''));
  }

  private indentedCode(line: string): void {
    this.kind = 'code';
    this.open.push(line.replace(/^(?: {4}|\t)/, ''));
  }

  private tableRow(line: string): void {
    if (/^[\s|:-]+$/.test(line)) return;
    const cells = line
      .trim()
      .replace(/^\||\|$/g, '')
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim());
    this.begin('table_row', cells.filter((cell) => cell !== '').join(' | '));
    this.flush();
  }

  private heading(level: number, text: string): void {
    if (text === '') return;
    this.firstHeading ??= text;
    this.headings = [...this.headings.filter((heading) => heading.level < level), { level, text }];
  }

  private path(): string[] {
    return this.headings.map((heading) => heading.text);
  }

  private addLink(target: string, text: string): void {
    const url = URL.parse(target, this.baseUrl);
    if (url && /^https?:$/.test(url.protocol) && !target.startsWith('#')) this.links.push({ url: url.href, text });
  }

  private inline(source: string): string {
    const codes: string[] = [];
    // Code is put aside behind private-use marks, so that nothing in it is taken for markup.
    const text = source
      .replaceAll('\ue000', '')
      .replace(/(`+)(.+?)\1(?!`)/g, (_, __, code: string) => `\ue000${codes.push(code.trim()) - 1}\ue000`)
      .replace(/!\[[^\]]{0,500}\](?:\([^)]{0,2000}\)|\[[^\]]{0,200}\])/g, '')
      .replace(
        /\[([^[\]]{0,500})\]\(\s*<?([^\s)>]{0,2000})>?(?:\s+["'][^"')]{0,500}["'])?\s*\)/g,
        (_, label: string, target: string) => {
          this.addLink(target, label);
          return label;
        },
      )
      .replace(/\[([^[\]]{1,200})\](?:\[([^\]]{0,200})\])?/g, (whole, label: string, name: string | undefined) => {
        const target = this.references.get((name === undefined || name === '' ? label : name).toLowerCase());
        if (target === undefined) return whole;
        this.addLink(target, label);
        return label;
      })
      .replace(/<(https?:\/\/[^\s<>]{1,2000})>/g, (_, target: string) => {
        this.addLink(target, target);
        return target;
      })
      .replace(/(\*\*\*|\*\*|__|~~)(?=\S)(.{1,2000}?\S?)\1/g, '$2')
      .replace(/(?<![\p{L}\p{N}*])\*(?=\S)([^*\n]{1,2000}?)(?<=\S)\*(?![\p{L}\p{N}*])/gu, '$1')
      .replace(/(?<![\p{L}\p{N}_])_(?=\S)([^_\n]{1,2000}?)(?<=\S)_(?![\p{L}\p{N}_])/gu, '$1')
      .replace(/\\([!-/:-@[-`{-~])/g, '$1');
    const plain = /<[a-z/!]|&[a-z#]/i.test(text) ? textOfFragment(text) : text;
    return plain.replace(/\ue000(\d+)\ue000/g, (_, index: string) => codes[Number(index)] ?? '');
  }
}
