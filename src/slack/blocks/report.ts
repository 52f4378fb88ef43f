import type { ActionsBlockElement, Button, KnownBlock, RichTextBlock, SectionBlock } from '@slack/types';
import { escapeSlack } from '../../core/slack-text.ts';
import { type Chart, renderChart } from './chart.ts';
import { type DataTable, monospace, renderPlainTable, renderTable } from './data-table.ts';
import { degradeBlocks } from './degrade-blocks.ts';
import type { SlackMessage } from './failure-message.ts';
import { fallbackText } from './fallback-text.ts';
import { formatMetric } from './format-metrics.ts';
import { literal } from './literal.ts';
import { rich } from './rich-text.ts';
import { textLength } from './validate-blocks.ts';

/** A piece of an answer in figures; every text in it is literal. */
export type ReportPart =
  | { kind: 'heading'; text: string }
  | { kind: 'figures'; figures: readonly { label: string; value: string }[] }
  | { kind: 'text'; text: string }
  /** Texts side by side, two in a row. */
  | { kind: 'columns'; cells: readonly string[] }
  | { kind: 'chart'; chart: Chart }
  | { kind: 'table'; table: DataTable }
  /** Lines of equal letters. */
  | { kind: 'lines'; lines: readonly string[] }
  | { kind: 'rich'; block: RichTextBlock }
  /** `mrkdwn` made by code, with a button beside it. */
  | { kind: 'row'; mrkdwn: string; button: Button }
  | { kind: 'actions'; elements: readonly ActionsBlockElement[] }
  | { kind: 'note'; text: string };

export interface Report {
  title: string;
  parts: readonly ReportPart[];
}

/**
 * How much of Block Kit is used. `full`: charts and a table. `tables`: no charts, their figures as a table. `plain`: neither, the
 * figures in letters of equal width. `sections`: no rich text either.
 */
export const reportForms = ['full', 'tables', 'plain', 'sections'] as const;
export type ReportForm = (typeof reportForms)[number];

/** Slack's limits for one message, with room to spare for what a wrapper adds. */
const limits = { blocks: 46, textLength: 11_500, charts: 2, tables: 1 };

/** A report as a message. What does not fit is left out from the end, and said. */
export function renderReport(report: Report, form: ReportForm): SlackMessage {
  const title = literal(report.title, 140) || 'Figures';
  const blocks: KnownBlock[] = [{ type: 'header', text: { type: 'plain_text', text: title, emoji: false } }];
  const rendered = fitting(renderParts(report.parts, form, 'message'));
  blocks.push(...rendered.blocks);
  if (rendered.leftOut > 0) blocks.push(note(`${rendered.leftOut} more parts did not fit into one Slack message.`));
  const figures = report.parts.flatMap((part) =>
    part.kind === 'figures' ? part.figures.map(({ label, value }) => `${label} ${value}`) : [],
  );
  const texts = report.parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []));
  const summary = [...figures, ...texts].join('; ');
  return {
    text: fallbackText(summary === '' ? title : `${title}: ${summary}`),
    blocks: form === 'sections' ? degradeBlocks(blocks) : blocks,
  };
}

/** The blocks of some parts; a modal and App Home take charts but no table block. */
export function renderParts(parts: readonly ReportPart[], form: ReportForm, surface: 'message' | 'view'): KnownBlock[] {
  let chartsLeft = form === 'full' ? limits.charts : 0;
  let tablesLeft = surface === 'message' && (form === 'full' || form === 'tables') ? limits.tables : 0;
  const table = (shown: DataTable): KnownBlock[] => {
    if (tablesLeft === 0) return renderPlainTable(shown);
    tablesLeft -= 1;
    return [renderTable(shown)];
  };
  return parts.flatMap((part): KnownBlock[] => {
    switch (part.kind) {
      case 'heading':
        return [rich.block(rich.section(rich.bold(literal(part.text, 300))))];
      case 'figures':
        return figureSections(part.figures);
      case 'text':
        return [rich.block(rich.section(rich.text(literal(part.text, 2000))))];
      case 'columns':
        return columnSections(part.cells);
      case 'chart': {
        const chart = chartsLeft > 0 ? renderChart(part.chart) : null;
        if (chart === null) return chartFigures(part.chart, table);
        chartsLeft -= 1;
        return [chart];
      }
      case 'table':
        return table(part.table);
      case 'lines':
        return monospace(part.lines);
      case 'rich':
        return [part.block];
      case 'row':
        return [
          { type: 'section', text: { type: 'mrkdwn', text: part.mrkdwn, verbatim: true }, accessory: part.button },
        ];
      case 'actions':
        return part.elements.length === 0 ? [] : [{ type: 'actions', elements: [...part.elements] }];
      case 'note':
        return [note(part.text)];
    }
  });
}

/** A field takes 2,000 letters; longer texts go on in the row below. */
function columnSections(cells: readonly string[]): SectionBlock[] {
  const pieces = cells.map((cell) => piecesOf(cell));
  const rows = Math.max(0, ...pieces.map(({ length }) => length));
  return Array.from({ length: rows }, (_, row) => ({
    type: 'section',
    fields: pieces.map((cell) => ({ type: 'plain_text', text: cell[row] ?? ' ', emoji: false })),
  }));
}

function piecesOf(cell: string): string[] {
  const pieces: string[] = [];
  for (const line of cell.split('\n').map((text) => literal(text, 1900) || ' ')) {
    const last = pieces.at(-1);
    if (last === undefined || last.length + line.length > 1900) pieces.push(line);
    else pieces[pieces.length - 1] = `${last}\n${line}`;
  }
  return pieces;
}

function note(text: string): KnownBlock {
  return { type: 'context', elements: [{ type: 'plain_text', text: literal(text, 1000) || ' ', emoji: false }] };
}

function figureSections(figures: readonly { label: string; value: string }[]): SectionBlock[] {
  const sections: SectionBlock[] = [];
  for (let at = 0; at < figures.length; at += 10) {
    const fields = figures.slice(at, at + 10).map(({ label, value }) => ({
      type: 'mrkdwn' as const,
      text: `*${escapeSlack(literal(label, 80)).replaceAll('*', '') || ' '}*\n${escapeSlack(literal(value, 300)) || '–'}`,
      verbatim: true,
    }));
    sections.push({ type: 'section', fields });
  }
  return sections;
}

function chartFigures(chart: Chart, table: (shown: DataTable) => KnownBlock[]): KnownBlock[] {
  const shown = chartTable(chart);
  if (shown.rows.length === 0) return [];
  return [rich.block(rich.section(rich.bold(literal(`${chart.title} (${chart.unit})`, 200)))), ...table(shown)];
}

/** The figures of a chart, for who does not get it drawn. */
export function chartTable(chart: Chart): DataTable {
  const number = (value: number | undefined): string =>
    value === undefined || !Number.isFinite(value) ? '–' : formatMetric.count(Number(value.toPrecision(4)));
  if (chart.kind === 'pie') {
    return {
      columns: [{ name: '' }, { name: chart.unit, align: 'right' }],
      rows: chart.segments.map(({ label, value }) => [label, number(value)]),
    };
  }
  return {
    columns: [{ name: chart.xLabel }, ...chart.series.map(({ name }) => ({ name, align: 'right' as const }))],
    rows: chart.categories.flatMap((category, index) =>
      chart.series.some(({ values }) => Number.isFinite(values[index]))
        ? [[category, ...chart.series.map(({ values }) => number(values[index]))]]
        : [],
    ),
  };
}

function fitting(blocks: readonly KnownBlock[]): { blocks: KnownBlock[]; leftOut: number } {
  const kept: KnownBlock[] = [];
  let length = 0;
  for (const block of blocks) {
    const more = textLength(block);
    if (kept.length >= limits.blocks || length + more > limits.textLength) break;
    kept.push(block);
    length += more;
  }
  return { blocks: kept, leftOut: blocks.length - kept.length };
}
