import type { RichTextElement, RichTextSection } from '@slack/types';
import type { DiffLine, DiffPart } from '../../../core/text-diff.ts';
import type { PromptComparison } from '../../../prompts/desk.ts';
import type { FoundVersion } from '../../../prompts/find-version.ts';
import { literalLine } from '../literal.ts';
import type { Report, ReportPart } from '../report.ts';
import { rich } from '../rich-text.ts';

/** `/prompt diff`: what the second version says otherwise; words that went are struck out, words that came are bold. */
export function promptComparison({ a, b, lines }: PromptComparison): Report {
  const changed = lines.filter(({ kind }) => kind === 'added' || kind === 'removed');
  const count = (kind: DiffLine['kind']): number => lines.filter((line) => line.kind === kind).length;
  return {
    title: a.name,
    parts: [
      {
        kind: 'figures',
        figures: [
          { label: 'A (−)', value: describe(a) },
          { label: 'B (+)', value: describe(b) },
        ],
      },
      ...(changed.length === 0
        ? [{ kind: 'text' as const, text: 'The two are the same, word for word.' }]
        : rich.blocks(lines.map(drawLine)).map((block): ReportPart => ({ kind: 'rich', block }))),
      { kind: 'note', text: `lines out: ${count('removed')} · lines in: ${count('added')}` },
    ],
  };
}

function describe({ version, labels }: FoundVersion): string {
  return labels.length === 0 ? version : `${version} (${labels.join(', ')})`;
}

const marks = { same: '\u2007 ', added: '+ ', removed: '− ' } as const;

function drawLine(line: DiffLine): RichTextSection {
  if (line.kind === 'skipped') {
    return rich.section(rich.italic(`⋯ ${line.count} ${line.count === 1 ? 'line is' : 'lines are'} the same\n`));
  }
  return rich.section(rich.text(marks[line.kind]), ...line.parts.map(drawPart), rich.text('\n'));
}

function drawPart({ kind, text }: DiffPart): RichTextElement {
  // At the ends of a piece white space stays: the next piece goes on after it.
  const shown = `${literalLine(text, 900)}${/\s+$/.exec(text)?.[0] ?? ''}`;
  if (shown === '' || kind === 'same') return rich.text(shown);
  return { type: 'text', text: shown, style: kind === 'added' ? { bold: true } : { strike: true } };
}
