import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2';
import { barriers, endedBy, keptAttributes, silentTags, voidTags, weakClosers } from './tag-rules.ts';

/** An element with what the extractor needs of it; children in page order, text as strings. */
export interface PageElement {
  tag: string;
  attributes: Record<string, string>;
  parent: PageElement | null;
  children: (PageElement | string)[];
}

/** What one pass over the HTML gives. */
export interface PageTree {
  root: PageElement;
  html: PageElement | null;
  body: PageElement | null;
  /** Text of the first `<title>` outside of the body's svg. */
  documentTitle: string;
  /** `<meta>` content by lower-case `name`, `property` or `itemprop`; the first one wins. */
  meta: Map<string, string>;
  /** `<link>` elements with rel and href. */
  links: { rel: string; href: string; hreflang: string }[];
  /** Raw text of JSON-LD scripts. */
  jsonLd: string[];
  baseHref: string | null;
  hasPasswordField: boolean;
  nodeCount: number;
  /** A limit was hit: what came before it is here. */
  cut: boolean;
}

/** Deeper elements are folded into the one at this depth; real pages stay below 100. */
const maxDepth = 512;
/** Further nodes are left out; the largest of 392 benchmark pages has about 30,000. */
const maxNodes = 50_000;
/** Characters of HTML that are read at all. */
const maxHtmlLength = 6_000_000;
/** Stands for `<br>` inside strings of the tree: Unicode's own line separator, which HTML text has no other use for. */
export const lineBreak = '\u2028';
const maxJsonLdLength = 1_000_000;

/**
 * Reads HTML into a small tree in one pass of htmlparser2's tokenizer, within fixed limits of depth, node count and length.
 * The tokenizer is used without its parser, whose list of open tags makes 100,000 nested elements take many seconds.
 * Comments, scripts and other silent elements leave nothing behind; metadata is collected on the way.
 */
export function parsePageTree(html: string): PageTree {
  const kept = html.length > maxHtmlLength ? html.slice(0, maxHtmlLength) : html;
  // In HTML a CDATA section is a comment up to the next `>`; the tokenizer would swallow the page up to `]]>`.
  const source = kept.includes('<![CDATA[') ? kept.replaceAll('<![CDATA[', '<!CDATA ') : kept;
  const builder = new TreeBuilder(source, kept.length < html.length);
  const tokenizer = new Tokenizer({ decodeEntities: true, xmlMode: false, recognizeSelfClosing: false }, builder);
  tokenizer.write(source);
  tokenizer.end();
  return builder.tree;
}

class TreeBuilder implements TokenizerCallbacks {
  readonly tree: PageTree;
  private readonly source: string;
  private current: PageElement;
  private depth = 0;
  /** Open elements that were folded into `current` because they stand too deep. */
  private folded = 0;
  private readonly openTags = new Map<string, number>();
  /** The silent element that encloses the position, and how many of the same name are open in it. */
  private silentTag = '';
  private silentDepth = 0;
  private tag = '';
  private attributes: Record<string, string> = {};
  private attributeName = '';
  private attributeValue = '';
  private jsonLdText: string | null = null;
  private title: 'before' | 'inside' | 'after' = 'before';

  constructor(source: string, cut: boolean) {
    const root: PageElement = { tag: '#root', attributes: {}, parent: null, children: [] };
    this.source = source;
    this.current = root;
    this.tree = {
      root,
      html: null,
      body: null,
      documentTitle: '',
      meta: new Map(),
      links: [],
      jsonLd: [],
      baseHref: null,
      hasPasswordField: false,
      nodeCount: 0,
      cut,
    };
  }

  isInForeignContext(): boolean {
    return this.silentTag === 'svg';
  }

  onopentagname(start: number, end: number): void {
    this.tag = this.source.slice(start, end).toLowerCase();
    this.attributes = {};
  }

  onattribname(start: number, end: number): void {
    this.attributeName = this.source.slice(start, end).toLowerCase();
    this.attributeValue = '';
  }

  onattribdata(start: number, end: number): void {
    if (keptAttributes.has(this.attributeName)) this.attributeValue += this.source.slice(start, end);
  }

  onattribentity(codePoint: number): void {
    if (keptAttributes.has(this.attributeName)) this.attributeValue += String.fromCodePoint(codePoint);
  }

  onattribend(): void {
    if (keptAttributes.has(this.attributeName) && this.attributes[this.attributeName] === undefined)
      this.attributes[this.attributeName] = this.attributeValue;
  }

  onselfclosingtag(): void {
    if (this.silentTag === 'svg' && this.tag === 'svg') return;
    this.onopentagend();
  }

  onopentagend(): void {
    const { tag, attributes, tree } = this;
    if (tag === 'meta') readMeta(tree, attributes);
    else if (tag === 'link') readLink(tree, attributes);
    else if (tag === 'base') tree.baseHref ??= attributes['href'] ?? null;
    else if (tag === 'input' && attributes['type']?.toLowerCase() === 'password') tree.hasPasswordField = true;
    if (this.silentTag !== '') {
      if (tag === this.silentTag) this.silentDepth += 1;
      return;
    }
    if (silentTags.has(tag)) {
      this.silence(tag);
      if (tag === 'script' && /ld\+json/i.test(attributes['type'] ?? '')) this.jsonLdText = '';
    } else if (tag === 'title') {
      if (this.title === 'before') this.title = 'inside';
      else this.silence(tag);
    } else if (tag === 'br') this.addText(lineBreak);
    else if (voidTags.has(tag)) this.closeImplied(tag);
    else this.open(tag, attributes);
  }

  ontext(start: number, end: number): void {
    if (this.silentTag !== '' && this.jsonLdText === null) return;
    this.addVisible(this.source.slice(start, end));
  }

  ontextentity(codePoint: number): void {
    this.addVisible(String.fromCodePoint(codePoint));
  }

  onclosetag(start: number, end: number): void {
    const tag = this.source.slice(start, end).toLowerCase();
    if (this.silentTag !== '') {
      if (tag !== this.silentTag) return;
      this.silentDepth -= 1;
      if (this.silentDepth > 0) return;
      this.silentTag = '';
      if (this.jsonLdText !== null) this.tree.jsonLd.push(this.jsonLdText);
      this.jsonLdText = null;
    } else if (tag === 'title') {
      if (this.title === 'inside') this.title = 'after';
    } else if (tag === 'br') this.addText(lineBreak);
    else if (this.folded > 0) this.folded -= 1;
    else if (this.openTags.get(tag)) this.closeTo(tag);
  }

  oncdata(): void {}
  oncomment(): void {}
  ondeclaration(): void {}
  onprocessinginstruction(): void {}
  onend(): void {}

  private silence(tag: string): void {
    this.silentTag = tag;
    this.silentDepth = 1;
  }

  private addVisible(text: string): void {
    if (this.jsonLdText !== null) {
      if (this.jsonLdText.length + text.length <= maxJsonLdLength) this.jsonLdText += text;
    } else if (this.silentTag === '') {
      if (this.title === 'inside') this.tree.documentTitle += text;
      else this.addText(text);
    }
  }

  private addText(text: string): void {
    const { children } = this.current;
    const last = children.length - 1;
    if (last >= 0 && typeof children[last] === 'string') {
      children[last] += text;
    } else if (this.hasRoom()) {
      this.tree.nodeCount += 1;
      children.push(text);
    }
  }

  private hasRoom(): boolean {
    if (this.tree.nodeCount < maxNodes) return true;
    this.tree.cut = true;
    return false;
  }

  private open(tag: string, attributes: Record<string, string>): void {
    if (this.folded === 0) this.closeImplied(tag);
    if (this.folded > 0 || this.depth >= maxDepth || !this.hasRoom()) {
      this.tree.cut = true;
      this.folded += 1;
      return;
    }
    const element: PageElement = { tag, attributes, parent: this.current, children: [] };
    this.tree.nodeCount += 1;
    this.depth += 1;
    this.openTags.set(tag, (this.openTags.get(tag) ?? 0) + 1);
    this.current.children.push(element);
    this.current = element;
    if (tag === 'html') this.tree.html ??= element;
    else if (tag === 'body') this.tree.body ??= element;
  }

  /** Ends the elements that the start of `tag` ends, as the HTML standard says for unclosed tags. */
  private closeImplied(tag: string): void {
    const ended = endedBy.get(tag);
    while (ended?.has(this.current.tag)) this.leave();
  }

  private closeTo(tag: string): void {
    // A stray </p> or </li> inside a deeper table or list must not tear its container down.
    if (weakClosers.has(tag)) {
      let at: PageElement | null = this.current;
      while (at && at.tag !== tag) {
        if (barriers.has(at.tag)) return;
        at = at.parent;
      }
    }
    while (this.current.tag !== tag) this.leave();
    this.leave();
  }

  private leave(): void {
    const { parent, tag } = this.current;
    if (!parent) return;
    this.openTags.set(tag, (this.openTags.get(tag) ?? 1) - 1);
    this.depth -= 1;
    this.current = parent;
  }
}

function readMeta(tree: PageTree, attributes: Record<string, string>): void {
  const content = attributes['content'];
  const key = attributes['property'] ?? attributes['name'] ?? attributes['itemprop'] ?? attributes['http-equiv'];
  if (!key || !content) return;
  const name = key.trim().toLowerCase();
  if (!tree.meta.has(name)) tree.meta.set(name, content.slice(0, 20_000));
}

function readLink(tree: PageTree, attributes: Record<string, string>): void {
  const { rel, href, hreflang } = attributes;
  if (rel && href && tree.links.length < 500)
    tree.links.push({ rel: rel.toLowerCase(), href, hreflang: hreflang ?? '' });
}
