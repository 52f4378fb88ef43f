import { parseAngle } from './mrkdwn-angle.ts';
import { decodeEntities } from './decode-entities.ts';
import { emojiCharacter } from './emoji.ts';
import type { Inline } from './inline.ts';

export type MrkdwnBlock =
  | { kind: 'paragraph'; children: Inline[] }
  | { kind: 'quote'; children: Inline[] }
  | { kind: 'preformatted'; text: string };

const STYLES: Readonly<Record<string, 'bold' | 'italic' | 'strike'>> = { '*': 'bold', _: 'italic', '~': 'strike' };

/** Deeper nesting than this is kept as literal text, so hostile input cannot exhaust the stack. */
const MAX_DEPTH = 8;

/** Slack's mrkdwn as a tree: fences, quotes and paragraphs, each with its inline pieces. Any string is accepted and no text is lost but markers. */
export function parseMrkdwn(source: string): MrkdwnBlock[] {
  const blocks: MrkdwnBlock[] = [];
  const pieces = source.split(/```([\s\S]+?)```/);
  pieces.forEach((piece, index) => {
    if (index % 2 === 1) {
      blocks.push({ kind: 'preformatted', text: plainAngles(piece.replace(/^\n/, '').replace(/\n$/, '')) });
      return;
    }
    // The line break that ends before or starts after a fence belongs to the fence.
    const trimmed = piece.slice(index > 0 && piece.startsWith('\n') ? 1 : 0);
    const last = index < pieces.length - 1 && trimmed.endsWith('\n') ? trimmed.slice(0, -1) : trimmed;
    if (last !== '') blocks.push(...parseLines(last));
  });
  return blocks;
}

/** One or more lines of mrkdwn without fences or quotes as inline pieces; line ends become breaks. */
export function parseMrkdwnInline(source: string, depth = 0): Inline[] {
  const out: Inline[] = [];
  let text = '';
  const flush = () => {
    if (text !== '') out.push({ kind: 'text', text: decodeEntities(text) });
    text = '';
  };
  let at = 0;
  while (at < source.length) {
    const found = readPiece(source, at, depth);
    if (found) {
      flush();
      out.push(found.piece);
      at = found.end;
    } else {
      text += source[at];
      at += 1;
    }
  }
  flush();
  return out;
}

function readPiece(source: string, at: number, depth: number): { piece: Inline; end: number } | null {
  const character = source[at] ?? '';
  if (character === '\n') return { piece: { kind: 'break' }, end: at + 1 };
  if (character === '`') return readCode(source, at);
  if (character === '<') return readAngle(source, at);
  if (character === ':') return readEmoji(source, at);
  if (character === 'h') return readBareLink(source, at);
  const style = STYLES[character];
  if (!style || depth >= MAX_DEPTH || !isEdge(source[at - 1])) return null;
  const end = findClosing(source, at, character);
  if (end === -1) return null;
  return { piece: { kind: style, children: parseMrkdwnInline(source.slice(at + 1, end), depth + 1) }, end: end + 1 };
}

/** The index of the marker that closes the one at `at` on the same line, or -1. Markers inside code and links do not count. */
function findClosing(source: string, at: number, marker: string): number {
  const first = source[at + 1];
  if (first === undefined || /\s/.test(first) || first === marker) return -1;
  let index = at + 1;
  while (index < source.length) {
    const character = source[index];
    if (character === '\n') return -1;
    const skip = character === '`' ? readCode(source, index) : character === '<' ? readAngle(source, index) : null;
    if (skip) {
      index = skip.end;
      continue;
    }
    if (character === marker && !/\s/.test(source[index - 1] ?? ' ') && isEdge(source[index + 1])) return index;
    index += 1;
  }
  return -1;
}

function readCode(source: string, at: number): { piece: Inline; end: number } | null {
  const end = source.indexOf('`', at + 1);
  if (end <= at + 1) return null;
  const inside = source.slice(at + 1, end);
  if (inside.includes('\n')) return null;
  return { piece: { kind: 'code', text: plainAngles(inside) }, end: end + 1 };
}

function readAngle(source: string, at: number): { piece: Inline; end: number } | null {
  const end = source.indexOf('>', at + 1);
  if (end === -1) return null;
  const piece = parseAngle(source.slice(at + 1, end));
  return piece && { piece, end: end + 1 };
}

function readEmoji(source: string, at: number): { piece: Inline; end: number } | null {
  const match = /^:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/.exec(source.slice(at, at + 60));
  const name = match?.[1];
  if (!match || name === undefined || emojiCharacter(name) === undefined) return null;
  return { piece: { kind: 'emoji', name }, end: at + match[0].length };
}

function readBareLink(source: string, at: number): { piece: Inline; end: number } | null {
  if (!isEdge(source[at - 1])) return null;
  const match = /^https?:\/\/[^\s<>|`]+/.exec(source.slice(at));
  if (!match) return null;
  const address = match[0].replace(/(?:[.,;:!?'")\]*_~]|&gt;)+$/, '');
  if (!/^https?:\/\/\w/.test(address)) return null;
  const url = decodeEntities(address);
  return { piece: { kind: 'link', url, children: [{ kind: 'text', text: url }] }, end: at + address.length };
}

function parseLines(source: string): MrkdwnBlock[] {
  const blocks: MrkdwnBlock[] = [];
  let lines: string[] = [];
  let quoted = false;
  const flush = () => {
    if (lines.length > 0) {
      const children = parseMrkdwnInline(lines.join('\n'));
      blocks.push({ kind: quoted ? 'quote' : 'paragraph', children });
    }
    lines = [];
  };
  let restIsQuote = false;
  for (const line of source.split('\n')) {
    // A person's `>` arrives escaped, an app's may not: both start a quote, and three of them quote all that follows.
    const long = /^(?:&gt;|>){3} ?/.exec(line);
    const short = /^(?:&gt;|>) ?/.exec(line);
    const isQuote = restIsQuote || short !== null;
    if (isQuote !== quoted) flush();
    quoted = isQuote;
    if (!restIsQuote && long) restIsQuote = true;
    lines.push(line.slice((long ?? short)?.[0].length ?? 0));
  }
  flush();
  return blocks;
}

/** Text of code: links inside it show as their label or address, entities are decoded once. */
function plainAngles(source: string): string {
  return decodeEntities(
    source.replace(/<((?:https?:\/\/|mailto:)[^>|]*)(?:\|([^>]*))?>/g, (_, url, label) => label ?? url),
  );
}

function isEdge(character: string | undefined): boolean {
  return character === undefined || !/[\p{L}\p{N}]/u.test(character);
}
