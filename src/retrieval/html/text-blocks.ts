import type { TextBlockKind } from './extracted-page.ts';
import { visibilityOf } from './visibility.ts';
import { lineBreak, type PageElement, type PageTree } from './page-tree.ts';
import { collapseSpace, keepSpace } from './visible-text.ts';

/** One visible block with its place in the tree: what the classifier looks at. */
export interface PlacedBlock {
  text: string;
  kind: TextBlockKind;
  /** The innermost block-level element that holds it. */
  element: PageElement;
  /** 1 to 6 for headings, else 0. */
  headingLevel: number;
  links: { href: string; text: string }[];
  /** Characters of `text` that stand inside links. */
  linkLength: number;
  /** Characters inside `b`, `strong`, `em` and the like. */
  emphasisLength: number;
  /** Images met since the block before. */
  imagesBefore: number;
}

export interface PlacedBlocks {
  blocks: PlacedBlock[];
  hiddenTextLength: number;
  /** There were more than `maxBlocks`. */
  cut: boolean;
}

const inlineTags = new Set(
  'a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rb rp rt ruby s samp small span strike strong sub sup time tt u var wbr picture'.split(
    ' ',
  ),
);
const emphasisTags = new Set(['b', 'strong', 'em', 'i', 'h1', 'h2', 'h3']);
/** Longest block; a longer run of text is cut into several. */
const maxBlockLength = 20_000;
/** Further blocks are left out; the largest of 392 benchmark pages has 1,600. */
const maxBlocks = 6000;
/** A table row is one block when its cells hold only short running text. */
const maxRowLength = 600;

/**
 * Walks the tree and gives its visible text blocks in page order. `<noscript>` and faded-out elements are left out, unless
 * they hold most of the page's text: pages that are drawn or faded in by script have their whole content there.
 */
export function listTextBlocks(tree: PageTree): PlacedBlocks {
  const walker = new BlockWalker(false, false);
  walker.walk(tree.root);
  const length = walker.blocks.reduce((sum, block) => sum + block.text.length, 0);
  const unwrapNoscript = walker.noscriptLength > 400 && length < walker.noscriptLength / 2;
  const showFaded = walker.fadedLength > 400 && length < walker.fadedLength / 2;
  if (!unwrapNoscript && !showFaded) return walker.result();
  const second = new BlockWalker(unwrapNoscript, showFaded);
  second.walk(tree.root);
  return second.result();
}

class BlockWalker {
  readonly blocks: PlacedBlock[] = [];
  hiddenTextLength = 0;
  noscriptLength = 0;
  fadedLength = 0;
  private readonly unwrapNoscript: boolean;
  private readonly showFaded: boolean;
  private text = '';
  private holder: PageElement | null = null;
  private links: { href: string; text: string; start: number }[] = [];
  private linkLength = 0;
  /** Text of the link that is open. */
  private linkText = '';
  private emphasisLength = 0;
  private inLink = 0;
  private inEmphasis = 0;
  private images = 0;

  constructor(unwrapNoscript: boolean, showFaded: boolean) {
    this.unwrapNoscript = unwrapNoscript;
    this.showFaded = showFaded;
  }

  result(): PlacedBlocks {
    return { blocks: this.blocks, hiddenTextLength: this.hiddenTextLength, cut: this.blocks.length >= maxBlocks };
  }

  walk(root: PageElement): void {
    this.children(root, root);
    this.flush(root);
  }

  private children(element: PageElement, block: PageElement): void {
    for (const child of element.children) {
      if (typeof child === 'string') this.add(child, block);
      else this.element(child, block);
    }
  }

  private element(element: PageElement, block: PageElement): void {
    const { tag } = element;
    if (tag === 'head') return;
    const visibility = visibilityOf(element);
    if (visibility === 'hidden' || (visibility === 'faded' && !this.showFaded)) {
      const length = textLength(element);
      this.hiddenTextLength += length;
      if (visibility === 'faded') this.fadedLength += length;
      return;
    }
    if (tag === 'noscript' && !this.unwrapNoscript) {
      this.noscriptLength += textLength(element);
      return;
    }
    if (inlineTags.has(tag)) {
      this.inline(element, block);
      return;
    }
    this.flush(block);
    if (tag === 'pre') this.add(preformattedText(element), element);
    else if (tag === 'tr' && isPlainRow(element)) this.row(element);
    else this.children(element, element);
    this.flush(element);
  }

  private row(row: PageElement): void {
    let cells = 0;
    for (const cell of row.children) {
      if (typeof cell === 'string') {
        this.add(cell, row);
        continue;
      }
      if (cells > 0) this.add(' | ', row);
      cells += 1;
      this.children(cell, row);
    }
  }

  private inline(element: PageElement, block: PageElement): void {
    const { tag } = element;
    if (tag === 'a') {
      const before = this.text.length;
      const blocksBefore = this.blocks.length;
      this.inLink += 1;
      this.linkText = '';
      this.children(element, block);
      this.inLink -= 1;
      const href = element.attributes['href'];
      if (href && this.blocks.length === blocksBefore)
        this.links.push({ href, text: collapseSpace(this.linkText), start: before });
      else if (href) this.blocks.at(-1)?.links.push({ href, text: this.blocks.at(-1)?.text.slice(0, 200) ?? '' });
    } else if (emphasisTags.has(tag)) {
      this.inEmphasis += 1;
      this.children(element, block);
      this.inEmphasis -= 1;
    } else this.children(element, block);
  }

  private add(text: string, block: PageElement): void {
    this.text += text;
    this.holder ??= block;
    if (this.inLink > 0) {
      this.linkLength += visibleLength(text);
      this.linkText += text;
    }
    if (this.inEmphasis > 0) this.emphasisLength += visibleLength(text);
  }

  private flush(block: PageElement): void {
    const { holder, text } = this;
    this.text = '';
    this.holder = null;
    if (holder && text.length > 0 && /[^\s]/.test(text)) this.emit(text, holder);
    else if (block.tag === 'img') this.images += 1;
    this.links = [];
    this.linkLength = 0;
    this.emphasisLength = 0;
  }

  private emit(text: string, element: PageElement): void {
    const kind = kindOf(element);
    const parts = kind === 'code' ? [{ text: keepSpace(text), end: text.length }] : splitAtEmptyLines(text);
    const linkShare = this.linkLength / Math.max(1, visibleLength(text));
    const emphasisShare = Math.min(1, this.emphasisLength / Math.max(1, visibleLength(text)));
    const level = kind === 'heading' ? headingLevelOf(element) : 0;
    let next = 0;
    for (const part of parts) {
      const first = next;
      while (next < this.links.length && (this.links[next]?.start ?? 0) < part.end) next += 1;
      let links = this.links.slice(first, next).map(({ href, text: name }) => ({ href, text: name }));
      const linked = links.reduce((sum, link) => sum + link.text.length, 0);
      const share = Math.min(1, parts.length === 1 ? linkShare : linked / Math.max(1, part.text.length));
      for (const piece of cutLong(part.text)) {
        if (piece === '' || this.blocks.length >= maxBlocks) continue;
        this.blocks.push({
          text: piece,
          kind,
          element,
          headingLevel: level,
          links,
          linkLength: Math.round(share * piece.length),
          emphasisLength: Math.round(emphasisShare * piece.length),
          imagesBefore: this.images,
        });
        links = [];
        this.images = 0;
      }
    }
  }
}

/** Pieces of running text between empty lines, with where each ends in the raw text. */
function splitAtEmptyLines(text: string): { text: string; end: number }[] {
  if (!text.includes(lineBreak)) return [{ text: collapseSpace(text), end: text.length }];
  const parts: { text: string; end: number }[] = [];
  let start = 0;
  for (const gap of text.matchAll(/\u2028\s*\u2028\s*/g)) {
    parts.push({ text: collapseSpace(text.slice(start, gap.index)), end: gap.index });
    start = gap.index + gap[0].length;
  }
  parts.push({ text: collapseSpace(text.slice(start)), end: text.length });
  return parts;
}

function cutLong(text: string): string[] {
  if (text.length <= maxBlockLength) return [text];
  const parts: string[] = [];
  for (let at = 0; at < text.length;) {
    let end = Math.min(text.length, at + maxBlockLength);
    if (end < text.length) {
      const space = text.lastIndexOf(' ', end);
      if (space > at) end = space;
    }
    parts.push(text.slice(at, end).trim());
    at = end;
  }
  return parts;
}

function headingLevelOf(element: PageElement): number {
  for (let at: PageElement | null = element; at; at = at.parent) {
    if (/^h[1-6]$/.test(at.tag)) return Number(at.tag.slice(1));
  }
  return 0;
}

function kindOf(element: PageElement): TextBlockKind {
  let at: PageElement | null = element;
  let paragraph = false;
  for (let up = 0; at && up < 4; up += 1, at = at.parent) {
    switch (at.tag) {
      case 'pre':
        return 'code';
      case 'h1':
      case 'h2':
      case 'h3':
      case 'h4':
      case 'h5':
      case 'h6':
        return 'heading';
      case 'li':
      case 'dd':
      case 'dt':
        return 'list_item';
      case 'tr':
      case 'td':
      case 'th':
        return paragraph ? 'paragraph' : 'table_row';
      case 'blockquote':
        return 'quote';
      case 'p':
        paragraph = true;
        break;
      case 'article':
      case 'main':
      case 'section':
      case 'body':
        return paragraph ? 'paragraph' : 'other';
      default:
    }
  }
  return paragraph ? 'paragraph' : 'other';
}

/** A row of cells without blocks in them. */
function isPlainRow(row: PageElement): boolean {
  let length = 0;
  const plain = (element: PageElement): boolean => {
    for (const child of element.children) {
      if (typeof child === 'string') {
        length += visibleLength(child);
        if (length > maxRowLength || child.includes(lineBreak)) return false;
      } else if (!inlineTags.has(child.tag) || visibilityOf(child) !== 'shown' || !plain(child)) return false;
    }
    return true;
  };
  return row.children.every(
    (cell) =>
      typeof cell === 'string' ||
      ((cell.tag === 'td' || cell.tag === 'th') && visibilityOf(cell) === 'shown' && plain(cell)),
  );
}

function preformattedText(element: PageElement): string {
  let text = '';
  const visit = (from: PageElement) => {
    for (const child of from.children) {
      if (typeof child === 'string') text += child;
      else if (visibilityOf(child) === 'shown') {
        visit(child);
        if (!inlineTags.has(child.tag) && !text.endsWith('\n')) text += '\n';
      }
    }
  };
  visit(element);
  return text;
}

function textLength(element: PageElement): number {
  let sum = 0;
  for (const child of element.children) sum += typeof child === 'string' ? visibleLength(child) : textLength(child);
  return sum;
}

function visibleLength(text: string): number {
  // Runs of white space between tags are most of many pages' strings and show as nothing.
  return text.length < 200 ? text.trim().length : text.replaceAll(/\s+/g, ' ').trim().length;
}
