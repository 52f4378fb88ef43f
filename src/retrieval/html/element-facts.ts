import type { PageElement } from './page-tree.ts';
import { createElementSums, type ElementSums } from './element-sums.ts';
import type { PageFacts } from './page-facts.ts';

/** Kinds of page furniture and content by the words sites use in class names, ids and roles. */
const classKinds = {
  comment: /comment|disqus|respond|reply|replies|discussion/,
  navigation:
    /(?:^|[^a-z])nav(?:bar|igation)?(?![a-z])|menu|breadcrumb|crumbs|toc(?![a-z])|pagination|pager|tabs?(?![a-z])/,
  footer: /foot|bottom|copyright|legal|colophon/,
  header: /(?:^|[^a-z])header|masthead|top-?bar|site-?head|banner|hero/,
  side: /side|aside|rail|(?:^|[^a-z])(?:right|left)(?![a-z])|widget|module-list/,
  related:
    /related|recommend|read-?(?:more|next)|more-?(?:from|stories|articles|news)|also|similar|trending|popular|latest|recent|suggest|most|teaser|promo|outbrain|taboola/,
  social: /share|sharing|social|follow|facebook|twitter|whatsapp/,
  advert: /(?:^|[^a-z])ads?(?![a-z])|advert|sponsor|dfp|gpt|affiliate|partner/,
  newsletter: /newsletter|subscri|sign-?up|signup|cta|call-?to-?action|promo|optin|donat/,
  author: /author|byline|bio(?![a-z])|contributor|writer|profile|avatar/,
  meta: /meta|(?:^|[^a-z])(?:date|time|tags?|categor|info|stats?|count|label|badge|rating)/,
  consent: /cookie|consent|gdpr|privacy|onetrust|cmp|(?:^|[^a-z])ot(?![a-z])|didomi|trustarc|truste/,
  quote: /quote|citation|spoiler/,
  signature: /signature|(?:^|[^a-z])sig(?![a-z])/,
  unseen:
    /sr-only|screen-?reader|visually-?hidden|visuallyhidden|hidden|hide(?![a-z])|invisible|collapsed|noprint|d-none|a11y/,
  modal: /modal|popup|pop-up|overlay|dialog|lightbox|toast|tooltip|dropdown|drawer|offcanvas/,
  caption: /caption|credit|figure|gallery|slide|carousel|media|photo|image|video/,
  content: /content|article|story|(?:^|[^a-z])(?:body|text|copy|prose|markdown|entry|rich-?text|wysiwyg|main)/,
  post: /(?:^|[^a-z])posts?(?![a-z])|message|topic|thread|question|answer|cooked/,
  title: /title|headline|heading|subtitle|dek|standfirst|lead(?![a-z])|summary|intro|excerpt|abstract/,
  product: /product|price|cart|shop|sku|basket|checkout|spec/,
  login: /login|log-in|signin|sign-in|register|account|user/,
  list: /list|grid|item|card|tile|row|result|archive|feed/,
} as const;

type ClassKind = keyof typeof classKinds;
export const classKindNames = Object.keys(classKinds) as ClassKind[];

export const ancestorTags = [
  'article',
  'main',
  'section',
  'nav',
  'header',
  'footer',
  'aside',
  'form',
  'table',
  'ul',
  'li',
  'dl',
  'blockquote',
  'figure',
  'button',
  'p',
  'address',
  'details',
] as const;

/** What the features of all blocks below an element share, computed once per element. */
export interface ElementFacts {
  element: PageElement;
  sums: ElementSums;
  parent: ElementFacts | null;
  depth: number;
  /** Levels up to the nearest ancestor or self of the kind or tag; 99 where there is none. */
  classDistance: number[];
  tagDistance: number[];
  /** Siblings with the same tag and class, itself included. */
  alike: number;
  /** Its place among them, from 0. */
  rank: number;
  /** Mean length of their text. */
  alikeLength: number;
  inCore: boolean;
  inTop: boolean;
  /** Child of the core that holds the element. */
  branch: ElementSums | null;
  articleBody: boolean;
  hasMainRole: boolean;
}

export const far = 99;

interface Alike {
  count: number;
  length: number;
  ranks: Map<PageElement, number>;
}

/** Gives the facts of an element, making those of its ancestors first. */
export function createElementFacts(page: PageFacts): (element: PageElement) => ElementFacts {
  const known = new Map<PageElement, ElementFacts>();
  const alikeCache = new Map<PageElement, Map<string, Alike>>();
  const noSums = createElementSums(0);

  const alikeOf = (element: PageElement): Alike => {
    const { parent } = element;
    if (!parent) return { count: 1, length: page.length, ranks: new Map() };
    let groups = alikeCache.get(parent);
    if (!groups) {
      groups = new Map();
      for (const child of parent.children) {
        if (typeof child === 'string') continue;
        const sums = page.sums.get(child);
        if (!sums) continue;
        const key = likeness(child);
        const group = groups.get(key);
        if (group) {
          group.ranks.set(child, group.count);
          group.count += 1;
          group.length += sums.length;
        } else groups.set(key, { count: 1, length: sums.length, ranks: new Map([[child, 0]]) });
      }
      alikeCache.set(parent, groups);
    }
    return groups.get(likeness(element)) ?? { count: 1, length: 0, ranks: new Map() };
  };

  const kindsByName = new Map<string, boolean[]>();
  const kindsOf = (names: string): boolean[] => {
    if (names.length < 6) return [];
    let kinds = kindsByName.get(names);
    if (!kinds) {
      const lower = splitCamel(names);
      kinds = classKindNames.map((kind) => classKinds[kind].test(lower));
      kindsByName.set(names, kinds);
    }
    return kinds;
  };

  const make = (element: PageElement, parent: ElementFacts | null): ElementFacts => {
    const { tag, attributes } = element;
    const names = `${attributes['class'] ?? ''} ${attributes['id'] ?? ''} ${attributes['role'] ?? ''} ${attributes['data-testid'] ?? ''} ${attributes['data-component'] ?? ''}`;
    const kinds = kindsOf(names);
    const outer = tag === 'body' || tag === 'html' || !parent;
    const alike = alikeOf(element);
    const itemprop = attributes['itemprop'] ?? '';
    return {
      element,
      sums: page.sums.get(element) ?? noSums,
      parent,
      depth: (parent?.depth ?? -1) + 1,
      classDistance: classKindNames.map((_, index) =>
        !outer && kinds[index] === true ? 0 : Math.min(far, (parent?.classDistance[index] ?? far) + 1),
      ),
      tagDistance: ancestorTags.map((name, index) =>
        tag === name || (name === 'ul' && tag === 'ol') || (name === 'main' && attributes['role'] === 'main')
          ? 0
          : Math.min(far, (parent?.tagDistance[index] ?? far) + 1),
      ),
      alike: alike.count,
      rank: alike.ranks.get(element) ?? 0,
      alikeLength: alike.length / Math.max(1, alike.count),
      inCore: element === page.core || (parent?.inCore ?? false),
      inTop: element === page.top || (parent?.inTop ?? false),
      branch: parent?.element === page.core ? (page.sums.get(element) ?? null) : (parent?.branch ?? null),
      articleBody: /articlebody|text|reviewbody|description/i.test(itemprop) || (parent?.articleBody ?? false),
      hasMainRole: tag === 'main' || attributes['role'] === 'main' || (parent?.hasMainRole ?? false),
    };
  };

  return (element) => {
    const missing: PageElement[] = [];
    let at: PageElement | null = element;
    while (at && !known.has(at)) {
      missing.push(at);
      at = at.parent;
    }
    let facts = at ? (known.get(at) ?? null) : null;
    for (const next of missing.reverse()) {
      facts = make(next, facts);
      known.set(next, facts);
    }
    return facts ?? make(element, null);
  };
}

function likeness(element: PageElement): string {
  // Numbers in class names (post-1234) tell siblings apart that are alike.
  return `${element.tag}.${(element.attributes['class'] ?? '').replaceAll(/\d+/g, '').slice(0, 80)}`;
}

/** `articleBody post_text` → `article-body post_text`, lower case. */
export function splitCamel(names: string): string {
  return names.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}
