/** What the extractor takes from a page's JSON-LD. Claims of the page: material for comparison, never shown as they are. */
export interface JsonLdFacts {
  /** `@type` names of all nodes, lower case. */
  types: Set<string>;
  /** The node that describes the page itself: an article, a posting, a product. */
  main: Record<string, unknown> | null;
  /** Long texts: articleBody, text, description. */
  texts: string[];
  /** Nodes by `@id`, to resolve references such as an author. */
  byId: Map<string, Record<string, unknown>>;
}

const maxNodes = 2000;
const articleTypes =
  /^(?:.*article|.*posting|report|howto|recipe|question|qapage|course|videoobject|podcastepisode|book|event)$/;

/** Reads all JSON-LD scripts of a page; broken ones are skipped, as browsers and search engines do. */
export function readJsonLd(scripts: readonly string[]): JsonLdFacts {
  const facts: JsonLdFacts = { types: new Set(), main: null, texts: [], byId: new Map() };
  let budget = maxNodes;
  let mainRank = 0;
  const visit = (value: unknown, depth: number): void => {
    if (budget <= 0 || depth > 12 || typeof value !== 'object' || value === null) return;
    budget -= 1;
    if (Array.isArray(value)) {
      for (const item of value) visit(item, depth + 1);
      return;
    }
    const node = value as Record<string, unknown>;
    const types = typesOf(node);
    for (const type of types) facts.types.add(type);
    const id = node['@id'];
    if (typeof id === 'string' && (!facts.byId.has(id) || ('name' in node && !('name' in (facts.byId.get(id) ?? {})))))
      facts.byId.set(id, node);
    for (const key of ['articleBody', 'text', 'reviewBody']) {
      const text = node[key];
      if (typeof text === 'string' && text.length > 40 && facts.texts.length < 200) facts.texts.push(text);
    }
    const rank = rankOf(types, node);
    if (rank > mainRank) {
      mainRank = rank;
      facts.main = node;
    }
    for (const [key, child] of Object.entries(node)) if (key !== '@context') visit(child, depth + 1);
  };
  for (const script of scripts) visit(parseLoosely(script), 0);
  return facts;
}

export function typesOf(node: Record<string, unknown>): string[] {
  const type = node['@type'];
  const list = Array.isArray(type) ? type : [type];
  return list.filter((name): name is string => typeof name === 'string').map((name) => name.toLowerCase());
}

function rankOf(types: readonly string[], node: Record<string, unknown>): number {
  let rank = 0;
  for (const type of types) {
    if (/article$|^blogposting$|^report$/.test(type))
      rank = Math.max(rank, 'headline' in node || 'author' in node ? 5 : 4);
    else if (type.endsWith('posting')) rank = Math.max(rank, 4);
    else if (articleTypes.test(type)) rank = Math.max(rank, 3);
    else if (type === 'product') rank = Math.max(rank, 2);
    else if (type.endsWith('page')) rank = Math.max(rank, 1);
  }
  return rank;
}

function parseLoosely(script: string): unknown {
  const text = script
    .trim()
    .replace(/^(?:<!--|\/\*<!\[CDATA\[\*\/|\/\/\s*<!\[CDATA\[|<!\[CDATA\[)/, '')
    .replace(/(?:-->|\/\*\]\]>\*\/|\/\/\s*\]\]>|\]\]>)\s*;?$/, '');
  try {
    return JSON.parse(text);
  } catch {
    try {
      // Raw line ends and tabs inside strings are the usual mistake.
      // oxlint-disable-next-line no-control-regex -- exactly the controls JSON forbids
      return JSON.parse(text.replaceAll(/[\u0000-\u001F]+/g, ' ').replaceAll(/,\s*([}\]])/g, '$1'));
    } catch {
      return null;
    }
  }
}
