import type { JsonObject } from './records.ts';

/** What typed names stand for. */
export interface TextNames {
  /** User id by name without `@`, any case. */
  userId(name: string): string | undefined;
  channelId(name: string): string | undefined;
}

export interface EncodedText {
  /** Slack's markup: `<https://a?x=1&amp;y=2>`, `<@U1>`, `<#C1|links>`, `&lt;`. */
  text: string;
  blocks: JsonObject[];
}

interface Style {
  bold?: true;
  italic?: true;
  strike?: true;
  code?: true;
}

interface Piece {
  text: string;
  elements: JsonObject[];
}

/** Encodes what a person types as Slack's composer does: the text with markup, and the same as one rich_text block. */
export function encodeTypedText(typed: string, names: TextNames): EncodedText {
  const parts = splitBlocks(typed.replaceAll('\r\n', '\n'));
  const pieces = parts.map((part) => encodePart(part, names));
  return {
    text: pieces.map((piece) => piece.text).join('\n'),
    blocks: [{ type: 'rich_text', elements: pieces.flatMap((piece) => piece.elements) }],
  };
}

interface TypedPart {
  kind: 'section' | 'preformatted' | 'quote';
  text: string;
}

function splitBlocks(typed: string): TypedPart[] {
  const parts: TypedPart[] = [];
  for (const [index, piece] of typed.split(/\n?```\n?/).entries()) {
    const isCode = index % 2 === 1;
    if (isCode) {
      parts.push({ kind: 'preformatted', text: piece });
      continue;
    }
    if (piece === '') continue;
    for (const line of piece.split('\n')) {
      const kind = line.startsWith('>') ? 'quote' : 'section';
      const text = kind === 'quote' ? line.replace(/^>\s?/, '') : line;
      const last = parts.at(-1);
      if (last?.kind === kind) last.text += `\n${text}`;
      else parts.push({ kind, text });
    }
  }
  return parts.length > 0 ? parts : [{ kind: 'section', text: '' }];
}

function encodePart(part: TypedPart, names: TextNames): Piece {
  if (part.kind === 'preformatted') {
    return {
      text: `\`\`\`${escapeText(part.text)}\`\`\``,
      elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: part.text }], border: 0 }],
    };
  }
  const inline = encodeInline(part.text, names, {});
  if (part.kind === 'section') {
    return { text: inline.text, elements: [{ type: 'rich_text_section', elements: inline.elements }] };
  }
  return {
    text: inline.text.replaceAll(/^/gm, '&gt; '),
    elements: [{ type: 'rich_text_quote', elements: inline.elements }],
  };
}

// What Slack links without a scheme is a name with a well-known ending; others, such as `notes.txt`, stay text.
const bareDomain =
  /(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}(?:com|org|net|edu|gov|int|info|io|dev|app|ai|co|me|tech|cloud|page|blog|news|eu|de|uk|fr|nl|ch|at|es|it|pl|se|no|fi|dk|jp|cn|in|br|au|ca|us)(?![\w@.-]*@)(?![a-z0-9-])(?::\d+)?(?:\/[^\s<>|]*)?/i;
const tokenPattern = new RegExp(
  [
    String.raw`(?<code>\x60[^\x60\n]+\x60)`,
    String.raw`\[(?<label>[^\]\n]{1,300})\]\((?<target>https?:\/\/[^\s)]+)\)`,
    String.raw`(?<url>(?:https?|ftp):\/\/[^\s<>|]+)`,
    String.raw`(?<mail>[\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,})`,
    String.raw`(?<![\w./@])(?<domain>${bareDomain.source})`,
    String.raw`(?<![\w&])@(?<user>[\w.-]*\w)`,
    String.raw`(?<![\w&])#(?<channel>[\w-]+)`,
    String.raw`(?<![\w:]):(?<emoji>[a-z0-9_+-]+):(?!\w)`,
    String.raw`(?<![\w*])\*(?<bold>\S(?:[^*\n]*\S)?)\*(?![\w*])`,
    String.raw`(?<![\w_])_(?<italic>\S(?:[^_\n]*\S)?)_(?![\w_])`,
    String.raw`(?<![\w~])~(?<strike>\S(?:[^~\n]*\S)?)~(?![\w~])`,
  ].join('|'),
  'gi',
);

function encodeInline(text: string, names: TextNames, style: Style): Piece {
  const pieces: Piece[] = [];
  let position = 0;
  for (const match of text.matchAll(tokenPattern)) {
    // A link that ended early may have left the next match inside what was taken.
    if (match.index < position) continue;
    const found = encodeToken(match.groups ?? {}, match[0], names, style);
    if (!found) continue;
    if (match.index > position) pieces.push(plain(text.slice(position, match.index), style));
    pieces.push(found.piece);
    position = match.index + found.length;
  }
  if (position < text.length) pieces.push(plain(text.slice(position), style));
  return { text: pieces.map((piece) => piece.text).join(''), elements: pieces.flatMap((piece) => piece.elements) };
}

function encodeToken(
  groups: Record<string, string | undefined>,
  whole: string,
  names: TextNames,
  style: Style,
): { piece: Piece; length: number } | null {
  const taken = (piece: Piece, length = whole.length) => ({ piece, length });
  const { code, label, target, url, mail, domain, user, channel, emoji, bold, italic, strike } = groups;
  if (code !== undefined) {
    const inner = code.slice(1, -1);
    const piece = {
      text: `\`${escapeText(inner)}\``,
      elements: [styled({ type: 'text', text: inner }, { ...style, code: true })],
    };
    return taken(piece);
  }
  if (label !== undefined && target !== undefined) return taken(link(target, label, style));
  if (url !== undefined) {
    const trimmed = trimUrl(url);
    return taken(link(trimmed, null, style), trimmed.length);
  }
  if (mail !== undefined) return taken(link(`mailto:${mail}`, mail, style));
  if (domain !== undefined) {
    const trimmed = trimUrl(domain);
    return taken(link(`http://${trimmed}`, trimmed, style), trimmed.length);
  }
  if (user !== undefined) return mention(user, names, style);
  if (channel !== undefined) {
    const id = names.channelId(channel);
    if (id === undefined) return null;
    return taken({ text: `<#${id}|${channel}>`, elements: [styled({ type: 'channel', channel_id: id }, style)] });
  }
  if (emoji !== undefined) {
    return taken({ text: `:${emoji}:`, elements: [styled({ type: 'emoji', name: emoji }, style)] });
  }
  const inner = bold ?? italic ?? strike;
  if (inner === undefined) return null;
  const mark = whole[0] ?? '';
  const name = bold === undefined ? (italic === undefined ? 'strike' : 'italic') : 'bold';
  const piece = encodeInline(inner, names, { ...style, [name]: true });
  return taken({ text: `${mark}${piece.text}${mark}`, elements: piece.elements });
}

function mention(name: string, names: TextNames, style: Style): { piece: Piece; length: number } | null {
  if (name === 'here' || name === 'channel' || name === 'everyone') {
    const piece = { text: `<!${name}>`, elements: [styled({ type: 'broadcast', range: name }, style)] };
    return { piece, length: name.length + 1 };
  }
  const id = names.userId(name);
  if (id === undefined) return null;
  const piece = { text: `<@${id}>`, elements: [styled({ type: 'user', user_id: id }, style)] };
  return { piece, length: name.length + 1 };
}

function link(url: string, label: string | null, style: Style): Piece {
  return {
    text: label === null ? `<${escapeText(url)}>` : `<${escapeText(url)}|${escapeText(label)}>`,
    elements: [styled({ type: 'link', url, ...(label !== null && { text: label }) }, style)],
  };
}

function plain(text: string, style: Style): Piece {
  return { text: escapeText(text), elements: [styled({ type: 'text', text }, style)] };
}

function styled(element: JsonObject, style: Style): JsonObject {
  return Object.keys(style).length > 0 ? { ...element, style } : element;
}

/** Punctuation at the end of an address belongs to the sentence; a bracket only where none opened inside. */
function trimUrl(url: string): string {
  const opened = url.split('(').length - 1;
  let closed = url.split(')').length - 1;
  let end = url.length;
  for (; end > 0; end -= 1) {
    const last = url[end - 1] ?? '';
    if (last === ')' ? closed <= opened : !/[.,;:!?'"*_~\]}]/.test(last)) break;
    if (last === ')') closed -= 1;
  }
  return url.slice(0, end);
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
