import { parseMarkdownInline } from './markdown-inline.ts';
import type { Inline } from './inline.ts';

export type MarkdownBlock =
  | { kind: 'heading'; level: number; children: Inline[] }
  | { kind: 'paragraph'; children: Inline[] }
  | { kind: 'preformatted'; text: string; language: string }
  | { kind: 'quote'; blocks: MarkdownBlock[] }
  | { kind: 'list'; ordered: boolean; start: number; items: MarkdownItem[] }
  | { kind: 'table'; align: ('left' | 'center' | 'right')[]; rows: Inline[][][] }
  | { kind: 'rule' };

export interface MarkdownItem {
  /** Null for a plain item, otherwise whether the task is done. */
  done: boolean | null;
  blocks: MarkdownBlock[];
}

const MAX_DEPTH = 6;
const ITEM = /^( {0,3})(?:([-*+])|(\d{1,9})[.)])( +|$)/;
const RULE = /^ {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$/;
const TABLE_LINE = /^ *\|?(?: *:?-+:? *\|)+ *:?-*:? *$/;

/** The safe subset of markdown that the markdown block draws. Any string is accepted; raw HTML stays text. */
export function parseMarkdown(source: string, depth = 0): MarkdownBlock[] {
  const lines = source.replace(/\r\n?/g, '\n').split('\n');
  const blocks: MarkdownBlock[] = [];
  let at = 0;
  let paragraph: string[] = [];
  const flush = () => {
    const text = paragraph.join('\n').trim();
    if (text !== '') blocks.push({ kind: 'paragraph', children: parseMarkdownInline(text) });
    paragraph = [];
  };
  while (at < lines.length) {
    const found = readBlock(lines, at, depth, paragraph.length > 0);
    if (found) {
      flush();
      if (found.block) blocks.push(found.block);
      at = found.next;
    } else {
      paragraph.push(lines[at] ?? '');
      at += 1;
    }
  }
  flush();
  return blocks;
}

interface Found {
  block: MarkdownBlock | null;
  next: number;
}

function readBlock(lines: string[], at: number, depth: number, inParagraph: boolean): Found | null {
  const line = lines[at] ?? '';
  if (line.trim() === '') return { block: null, next: at + 1 };
  const fence = /^ {0,3}(`{3,}|~{3,}) *([\w+#-]*)[^`]*$/.exec(line);
  if (fence) return readFence(lines, at, fence[1] ?? '```', fence[2] ?? '');
  const heading = /^ {0,3}(#{1,6}) +(.*?)(?: +#+)? *$/.exec(line);
  if (heading) {
    const block = {
      kind: 'heading',
      level: (heading[1] ?? '#').length,
      children: parseMarkdownInline(heading[2] ?? ''),
    } as const;
    return { block, next: at + 1 };
  }
  if (RULE.test(line)) return { block: { kind: 'rule' }, next: at + 1 };
  if (depth < MAX_DEPTH && /^ {0,3}>/.test(line)) return readQuote(lines, at, depth);
  if (depth < MAX_DEPTH && ITEM.test(line)) return readList(lines, at, depth);
  if (!inParagraph && line.includes('|') && TABLE_LINE.test(lines[at + 1] ?? '')) return readTable(lines, at);
  return null;
}

function readFence(lines: string[], at: number, fence: string, language: string): Found {
  let end = at + 1;
  while (end < lines.length && !(lines[end] ?? '').trimStart().startsWith(fence)) end += 1;
  return { block: { kind: 'preformatted', text: lines.slice(at + 1, end).join('\n'), language }, next: end + 1 };
}

function readQuote(lines: string[], at: number, depth: number): Found {
  let end = at;
  while (end < lines.length && /^ {0,3}>/.test(lines[end] ?? '')) end += 1;
  const inside = lines.slice(at, end).map((line) => line.replace(/^ {0,3}> ?/, ''));
  return { block: { kind: 'quote', blocks: parseMarkdown(inside.join('\n'), depth + 1) }, next: end };
}

function readList(lines: string[], at: number, depth: number): Found {
  const first = ITEM.exec(lines[at] ?? '');
  const ordered = first?.[3] !== undefined;
  const items: MarkdownItem[] = [];
  let index = at;
  while (index < lines.length) {
    const start = ITEM.exec(lines[index] ?? '');
    if (!start || (start[3] !== undefined) !== ordered || RULE.test(lines[index] ?? '')) break;
    const indent = start[0].length;
    const inside = [(lines[index] ?? '').slice(indent)];
    index += 1;
    while (index < lines.length && belongs(lines, index)) {
      inside.push((lines[index] ?? '').replace(new RegExp(`^ {0,${Math.max(2, indent)}}`), ''));
      index += 1;
    }
    const task = /^\[([ xX])\] +/.exec(inside[0] ?? '');
    if (task) inside[0] = (inside[0] ?? '').slice(task[0].length);
    items.push({ done: task ? task[1] !== ' ' : null, blocks: parseMarkdown(inside.join('\n'), depth + 1) });
  }
  return { block: { kind: 'list', ordered, start: Number(first?.[3] ?? 1), items }, next: index };
}

/** A line goes on with the item above when it is indented, or when it is plain text right after text. */
function belongs(lines: string[], index: number): boolean {
  const line = lines[index] ?? '';
  if (line.trim() === '') return /^ {2,}\S/.test(lines[index + 1] ?? '');
  if (/^ {2,}/.test(line)) return true;
  const startsBlock = ITEM.test(line) || RULE.test(line) || /^ {0,3}(?:#{1,6} |>|`{3}|~{3})/.test(line);
  return !startsBlock && (lines[index - 1] ?? '').trim() !== '';
}

function readTable(lines: string[], at: number): Found {
  const align = cells(lines[at + 1] ?? '').map((cell) =>
    /^:-+:$/.test(cell) ? ('center' as const) : cell.endsWith(':') ? ('right' as const) : ('left' as const),
  );
  const rows = [cells(lines[at] ?? '')];
  let end = at + 2;
  while (end < lines.length && (lines[end] ?? '').includes('|')) {
    rows.push(cells(lines[end] ?? ''));
    end += 1;
  }
  return {
    block: { kind: 'table', align, rows: rows.map((row) => row.map((cell) => parseMarkdownInline(cell))) },
    next: end,
  };
}

function cells(line: string): string[] {
  return line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}
