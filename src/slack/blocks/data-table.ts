import type { RichTextBlock, RichTextElement, TableBlock } from '@slack/types';
import { literal } from './literal.ts';
import { rich } from './rich-text.ts';

/** Text, or somebody or some place that Slack shows by name. */
export type Cell = string | { userId: string } | { channelId: string };

export interface DataTable {
  columns: readonly { name: string; align?: 'left' | 'right' }[];
  rows: readonly (readonly Cell[])[];
}

const maxRows = 60;
const maxCellLength = 80;

/** Slack's table block. A message takes one. */
export function renderTable(table: DataTable): TableBlock {
  const cell = (value: Cell): TableBlock['rows'][number][number] => {
    const mention = mentionOf(value);
    return mention
      ? rich.block(rich.section(mention))
      : { type: 'raw_text', text: literal(textOf(value), maxCellLength) || '–' };
  };
  return {
    type: 'table',
    rows: [
      table.columns.map(({ name }) => ({ type: 'raw_text' as const, text: literal(name, maxCellLength) || '–' })),
      ...withRest(table).map((row) => row.map(cell)),
    ],
    column_settings: table.columns.map(({ align = 'left' }) => ({ align })),
  };
}

/** The same in letters of equal width, for surfaces and servers without tables. */
export function renderPlainTable(table: DataTable, maxWidth = 34): RichTextBlock[] {
  const lines = [table.columns.map(({ name }) => name), ...withRest(table).map((row) => row.map(textOf))].map((row) =>
    row.map((text) => fitWidth(literal(text, 200) || '–', maxWidth)),
  );
  const widths = table.columns.map((_, column) => Math.max(1, ...lines.map((row) => widthOf(row[column] ?? ''))));
  return monospace(
    lines.map((row) =>
      row
        .map((text, column) => {
          const space = ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(text)));
          return table.columns[column]?.align === 'right' ? `${space}${text}` : `${text}${space}`;
        })
        .join('  ')
        .trimEnd(),
    ),
  );
}

/** Lines of equal letters; as many blocks as Slack's limits ask for. */
export function monospace(lines: readonly string[]): RichTextBlock[] {
  const blocks: string[] = [];
  for (const line of lines) {
    const last = blocks.at(-1);
    if (last !== undefined && last.length + line.length < 2800) blocks[blocks.length - 1] = `${last}\n${line}`;
    else blocks.push(line.slice(0, 2800));
  }
  return blocks.map((text) => ({
    type: 'rich_text',
    elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: text || ' ' }] }],
  }));
}

/** Cut to a number of letters, with `…` where something is missing. */
export function fitWidth(text: string, width: number): string {
  const letters = Array.from(text);
  return letters.length <= width ? text : `${letters.slice(0, width - 1).join('')}…`;
}

export function widthOf(text: string): number {
  return Array.from(text).length;
}

function withRest({ rows, columns }: DataTable): (readonly Cell[])[] {
  if (rows.length <= maxRows) return [...rows];
  const rest: Cell[] = columns.map((_, index) => (index === 0 ? `… ${rows.length - maxRows} more` : ''));
  return [...rows.slice(0, maxRows), rest];
}

/** Only ids that Slack can have made become mentions; a pseudonym stays text. */
function mentionOf(cell: Cell): RichTextElement | null {
  if (typeof cell === 'string') return null;
  if ('userId' in cell) return /^[UW][A-Z0-9]+$/.test(cell.userId) ? rich.user(cell.userId) : null;
  return /^[CGD][A-Z0-9]+$/.test(cell.channelId) ? rich.channel(cell.channelId) : null;
}

function textOf(cell: Cell): string {
  if (typeof cell === 'string') return cell;
  return 'userId' in cell ? cell.userId : cell.channelId;
}
