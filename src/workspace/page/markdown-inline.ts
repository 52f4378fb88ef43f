import { emojiCharacter } from './emoji.ts';
import type { Inline } from './inline.ts';

const MAX_DEPTH = 8;
const WRAPPERS: readonly [marker: string, kind: 'bold' | 'italic' | 'strike'][] = [
  ['**', 'bold'],
  ['__', 'bold'],
  ['~~', 'strike'],
  ['*', 'italic'],
  ['_', 'italic'],
];

/** A line of markdown as inline pieces. HTML stays text; images become links, because other hosts are never loaded. */
export function parseMarkdownInline(source: string, depth = 0): Inline[] {
  const out: Inline[] = [];
  let text = '';
  const flush = () => {
    if (text !== '') out.push({ kind: 'text', text });
    text = '';
  };
  let at = 0;
  while (at < source.length) {
    if (source[at] === '\\' && /[\\`*_{}[\]()#+\-.!~|<>]/.test(source[at + 1] ?? '')) {
      text += source[at + 1];
      at += 2;
      continue;
    }
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
  if (character === '[' || character === '!') return readLink(source, at, depth);
  if (character === '<' || character === 'h') return readAddress(source, at);
  if (character === ':') return readEmoji(source, at);
  return depth < MAX_DEPTH && '*_~'.includes(character) ? readStyle(source, at, depth) : null;
}

function readCode(source: string, at: number): { piece: Inline; end: number } | null {
  const fence = /^`+/.exec(source.slice(at))?.[0] ?? '`';
  const end = source.indexOf(fence, at + fence.length);
  if (end <= at + fence.length) return null;
  return {
    piece: { kind: 'code', text: source.slice(at + fence.length, end).replace(/^ (.+) $/, '$1') },
    end: end + fence.length,
  };
}

function readLink(source: string, at: number, depth: number): { piece: Inline; end: number } | null {
  const match = /^!?\[((?:[^[\]\n]|\\[[\]])*)\]\(<?((?:[^\s()<>]|\([^\s()]*\))*)>?(?:\s+"[^"]*")?\)/.exec(
    source.slice(at),
  );
  const label = match?.[1] ?? '';
  const url = match?.[2];
  if (!match || !url) return null;
  const children: Inline[] =
    label === '' || depth >= MAX_DEPTH ? [{ kind: 'text', text: label || url }] : parseMarkdownInline(label, MAX_DEPTH);
  return { piece: { kind: 'link', url, children }, end: at + match[0].length };
}

function readAddress(source: string, at: number): { piece: Inline; end: number } | null {
  if (source[at] === 'h' && /\w/.test(source[at - 1] ?? '')) return null;
  const match = /^<((?:https?:\/\/|mailto:)[^\s<>]+)>|^(https?:\/\/[^\s<>`]*[^\s<>`.,;:!?'")\]*_~])/.exec(
    source.slice(at),
  );
  const url = match?.[1] ?? match?.[2];
  if (!match || !url) return null;
  return { piece: { kind: 'link', url, children: [{ kind: 'text', text: url }] }, end: at + match[0].length };
}

function readEmoji(source: string, at: number): { piece: Inline; end: number } | null {
  const match = /^:([a-z0-9_+'-]+):/.exec(source.slice(at, at + 50));
  const name = match?.[1];
  if (!match || name === undefined || emojiCharacter(name) === undefined) return null;
  return { piece: { kind: 'emoji', name }, end: at + match[0].length };
}

function readStyle(source: string, at: number, depth: number): { piece: Inline; end: number } | null {
  for (const [marker, kind] of WRAPPERS) {
    if (!source.startsWith(marker, at)) continue;
    const start = at + marker.length;
    // An underscore inside a word is part of the word, as in snake_case.
    if (marker.includes('_') && /\w/.test(source[at - 1] ?? '')) continue;
    if (/^\s|^$/.test(source.slice(start, start + 1))) continue;
    const end = findClosing(source, start, marker);
    if (end === -1) continue;
    return {
      piece: { kind, children: parseMarkdownInline(source.slice(start, end), depth + 1) },
      end: end + marker.length,
    };
  }
  return null;
}

function findClosing(source: string, start: number, marker: string): number {
  for (let end = source.indexOf(marker, start + 1); end !== -1; end = source.indexOf(marker, end + 1)) {
    if (source.slice(start, end).includes('\n\n')) return -1;
    if (/[\s\\]/.test(source[end - 1] ?? ' ')) continue;
    if (marker.includes('_') && /\w/.test(source[end + marker.length] ?? '')) continue;
    if (marker.length === 1 && (source[end + 1] === marker || source[end - 1] === marker)) continue;
    return end;
  }
  return -1;
}
