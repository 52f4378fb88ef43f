/** One run of text as pdf.js gives it. */
export interface PdfItem {
  text: string;
  /** Lower left corner, points from the page's lower left. */
  x: number;
  y: number;
  fontSize: number;
  endsLine: boolean;
}

export interface PdfDocumentText {
  title: string | null;
  author: string | null;
  /** As the file says it, e.g. `D:20260301120000Z`. */
  createdAt: string | null;
  pageCount: number;
  /** Of the pages that were read, in order. */
  pages: PdfItem[][];
}

export interface PdfPart {
  text: string;
  kind: 'heading' | 'paragraph';
  /** From 1. */
  page: number;
}

interface Line {
  text: string;
  x: number;
  y: number;
  fontSize: number;
}

/** Lines into paragraphs and headings: by gaps, font sizes and indents; words cut at line ends are joined; running heads are dropped. */
export function toPdfParts(pages: readonly PdfItem[][]): PdfPart[] {
  const lines = pages.map(toLines);
  const running = runningHeads(lines);
  const bodySize = median(
    lines.flat().flatMap((line) => Array<number>(Math.ceil(line.text.length / 20)).fill(line.fontSize)),
  );
  const parts: PdfPart[] = [];
  lines.forEach((pageLines, index) => {
    const kept = pageLines.filter(
      (line) => !running.has(headKey(line.text)) && !/^\s*(?:page\s+)?\d{1,4}\s*$/i.test(line.text),
    );
    addPage(parts, kept, bodySize, index + 1);
  });
  return parts;
}

function toLines(items: readonly PdfItem[]): Line[] {
  const lines: Line[] = [];
  let line: Line | null = null;
  let endX = 0;
  for (const item of items) {
    const isSameLine =
      line !== null &&
      Math.abs(item.y - line.y) < Math.max(2, line.fontSize * 0.4) &&
      item.x >= endX - line.fontSize * 2;
    if (line !== null && isSameLine) {
      const needsSpace = item.x - endX > line.fontSize * 0.2 && !/\s$/.test(line.text) && !/^\s/.test(item.text);
      line.text += `${needsSpace ? ' ' : ''}${item.text}`;
      line.fontSize = Math.max(line.fontSize, item.text.trim() === '' ? 0 : item.fontSize);
    } else if (item.text.trim() !== '') {
      line = { text: item.text, x: item.x, y: item.y, fontSize: item.fontSize };
      lines.push(line);
    }
    // Widths are not kept; half an em a character is near enough to tell a word gap from none.
    endX = item.x + item.text.length * item.fontSize * 0.5;
    if (item.endsLine) line = null;
  }
  return lines.map((one) => ({ ...one, text: one.text.replace(/\s+/g, ' ').trim() })).filter((one) => one.text !== '');
}

function headKey(text: string): string {
  return text.replace(/\d+/g, '#').toLowerCase();
}

/** What stands at the top or foot of at least half of the pages, page numbers aside. */
function runningHeads(pages: readonly Line[][]): Set<string> {
  if (pages.length < 4) return new Set();
  const counts = new Map<string, number>();
  for (const lines of pages) {
    const edges = new Set([...lines.slice(0, 2), ...lines.slice(-2)].map((line) => headKey(line.text)));
    for (const key of edges) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return new Set([...counts].filter(([, count]) => count >= pages.length / 2).map(([key]) => key));
}

function addPage(parts: PdfPart[], lines: readonly Line[], bodySize: number, page: number): void {
  const gap = median(gapsOf(lines)) || bodySize * 1.2;
  let before: Line | null = null;
  for (const line of lines) {
    const open = parts.at(-1);
    const isHeading = line.fontSize > bodySize * 1.12 && line.text.length < 150 && /\p{L}/u.test(line.text);
    const jump = before === null ? 0 : before.y - line.y;
    const goesOn: boolean =
      open !== undefined &&
      (open.kind === 'heading') === isHeading &&
      (before === null
        ? open.kind === 'paragraph' && /[\p{Ll},-]$/u.test(open.text) && /^\p{Ll}/u.test(line.text)
        : (jump > 0 && jump < gap * 1.45) || (jump <= 0 && /^\p{Ll}/u.test(line.text))) &&
      !(before !== null && line.x - before.x > bodySize * 0.8 && /[.!?:”"]$/.test(before.text));
    if (goesOn && open) open.text = joinLines(open.text, line.text);
    else parts.push({ text: line.text, kind: isHeading ? 'heading' : 'paragraph', page });
    before = line;
  }
}

function gapsOf(lines: readonly Line[]): number[] {
  return lines.slice(1).flatMap((line, index) => {
    const jump = (lines[index]?.y ?? 0) - line.y;
    return jump > 1 && jump < 60 ? [jump] : [];
  });
}

/** "compu-" + "ter" is one word; "well-" + "Known" and numbers keep their hyphen. */
function joinLines(text: string, next: string): string {
  if (/\p{Ll}-$/u.test(text) && /^\p{Ll}/u.test(next)) return text.slice(0, -1) + next;
  return /[\p{L}\p{N}]-$/u.test(text) ? text + next : `${text} ${next}`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
