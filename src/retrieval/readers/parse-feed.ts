import { Parser } from 'htmlparser2';
import { textOfFragment } from './text-of-fragment.ts';

export interface FeedItem {
  title: string | null;
  url: string | null;
  author: string | null;
  publishedAt: string | null;
  /** Visible text, a line for each block. */
  text: string;
}

export interface Feed {
  title: string | null;
  description: string | null;
  author: string | null;
  language: string | null;
  /** Its web page, where it names one. */
  url: string | null;
  items: FeedItem[];
}

type Fields = Map<string, string>;

/** Field name of a feed element, for RSS 2.0, RSS 1.0 (RDF), Atom and the Dublin Core and content modules. */
const fieldByElement: Readonly<Record<string, string>> = {
  title: 'title',
  link: 'link',
  guid: 'guid',
  id: 'id',
  description: 'summary',
  summary: 'summary',
  subtitle: 'summary',
  'content:encoded': 'content',
  content: 'content',
  'itunes:summary': 'summary',
  author: 'author',
  name: 'name',
  'dc:creator': 'author',
  'itunes:author': 'author',
  pubdate: 'date',
  published: 'date',
  'dc:date': 'date',
  updated: 'updated',
  language: 'language',
};

/** Reads RSS and Atom; markup in item texts becomes visible text. Never throws on malformed XML: what can be read is. */
export function parseFeed(xml: string, baseUrl: string): Feed {
  const feedFields: Fields = new Map();
  const items: Fields[] = [];
  let item: Fields | null = null;
  let capture: { element: string; depth: number; text: string; isMarkup: boolean } | null = null;
  let depth = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        depth += 1;
        const element = name.toLowerCase();
        if (capture !== null && capture.isMarkup) {
          capture.text += `<${element}>`; // Atom's xhtml content: its tags only part the blocks
          return;
        }
        if (element === 'item' || element === 'entry') {
          item = new Map();
          items.push(item);
          return;
        }
        const fields = item ?? feedFields;
        if (element === 'link' && attributes['href'] !== undefined) {
          const rel = attributes['rel'] ?? 'alternate';
          if (rel === 'alternate' && !fields.has('link')) fields.set('link', attributes['href']);
        } else if (Object.hasOwn(fieldByElement, element)) {
          const isMarkup = attributes['type'] === 'xhtml';
          capture = { element, depth, text: '', isMarkup };
        }
        if (element === 'feed' && attributes['xml:lang'] !== undefined)
          feedFields.set('language', attributes['xml:lang']);
      },
      ontext(data) {
        if (capture === null) return;
        capture.text += capture.isMarkup ? data.replaceAll('&', '&amp;').replaceAll('<', '&lt;') : data;
      },
      onclosetag(name) {
        if (capture !== null && depth === capture.depth) {
          put(item ?? feedFields, fieldByElement[capture.element] ?? '', capture.text.trim());
          capture = null;
        } else if (capture !== null && capture.isMarkup) capture.text += `</${name}>`;
        depth -= 1;
        if (/^(?:item|entry)$/i.test(name)) item = null;
      },
    },
    { xmlMode: true },
  );
  parser.write(xml);
  parser.end();
  return {
    title: plain(feedFields.get('title')),
    description: plain(feedFields.get('summary')),
    author: plain(feedFields.get('author') ?? feedFields.get('name')),
    language: feedFields.get('language') ?? null,
    url: absolute(feedFields.get('link'), baseUrl),
    items: items.map((fields) => toItem(fields, baseUrl)),
  };
}

/** The first value stays, but an author's `name` inside `author` comes before that element's own white space. */
function put(fields: Fields, field: string, text: string): void {
  if (field !== '' && text !== '' && !fields.has(field)) fields.set(field, text);
}

function toItem(fields: Fields, baseUrl: string): FeedItem {
  const guid = fields.get('guid');
  const content = fields.get('content') ?? '';
  const summary = fields.get('summary') ?? '';
  const richer = content.length >= summary.length ? content : summary;
  return {
    title: plain(fields.get('title')),
    url: absolute(fields.get('link') ?? (guid?.startsWith('http') ? guid : undefined), baseUrl),
    author: plain(fields.get('author') ?? fields.get('name')),
    publishedAt: isoDate(fields.get('date') ?? fields.get('updated')),
    text: textOfFragment(richer),
  };
}

function plain(text: string | undefined): string | null {
  const visible = text === undefined ? '' : textOfFragment(text).replace(/\s+/g, ' ');
  return visible === '' ? null : visible;
}

function absolute(link: string | undefined, baseUrl: string): string | null {
  const url = link === undefined ? null : URL.parse(link, baseUrl);
  return url && /^https?:$/.test(url.protocol) ? url.href : null;
}

/** ISO 8601 of the dates that feeds use (RFC 822 and ISO); null where it is neither. */
function isoDate(text: string | undefined | null): string | null {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}
