import type { LabelMove } from '../../../core/prompt-labels.ts';
import type { PromptListing } from '../../../prompts/desk.ts';
import { actionIds, button } from '../button.ts';
import type { Cell } from '../data-table.ts';
import { formatMetric } from '../format-metrics.ts';
import type { Report, ReportPart } from '../report.ts';

const maxCandidates = 8;

/** `/prompt list`: which version each label points to, who moved it there, and what waits to be judged. */
export function promptList(listings: readonly PromptListing[]): Report {
  const waiting = listings.filter(hasCandidate);
  return {
    title: 'Prompts',
    parts: [
      {
        kind: 'table',
        table: {
          columns: [{ name: 'Prompt' }, { name: 'Label' }, { name: 'Version' }, { name: 'Moved by' }, { name: 'When' }],
          rows: listings.flatMap(rowsOf),
        },
      },
      ...waiting.slice(0, maxCandidates).map(({ name }): ReportPart => ({
        kind: 'row',
        mrkdwn: `*${name}* has a candidate that does not run yet.`,
        button: button(actionIds.comparePrompt, 'Compare', name),
      })),
      ...failureNotes(listings),
      {
        kind: 'note',
        text: `n = ${listings.length} prompts, ${listings.reduce((sum, { versions }) => sum + versions.length, 0)} versions · prod is what runs`,
      },
    ],
  };
}

function rowsOf({ name, labels, remote }: PromptListing): Cell[][] {
  if (remote === null) {
    return labels.toSorted((a, b) => rank(a.label) - rank(b.label)).map((move) => [name, ...labelCells(move)]);
  }
  if (remote.length === 0) return [[name, 'prod', 'not asked for yet', 'Langfuse', '']];
  return remote.map((state) => [
    name,
    state.label,
    state.version === null ? 'that of the files' : `${state.version} (v${state.remoteVersion})`,
    'Langfuse',
    state.fetchedAt === null ? 'never' : `read ${formatMetric.moment(state.fetchedAt)}`,
  ]);
}

function failureNotes(listings: readonly PromptListing[]): ReportPart[] {
  return listings.flatMap(({ remote }) =>
    (remote ?? []).flatMap(({ name, label, failure }): ReportPart[] =>
      failure === null ? [] : [{ kind: 'note', text: `! ${name}@${label}: ${failure} The last good version runs.` }],
    ),
  );
}

/** Names of prompts hold nothing that markup could be made of: the file's schema allows letters, digits and -. */
function hasCandidate({ labels, remote }: PromptListing): boolean {
  if (remote !== null) return false;
  const at = (label: string): string | undefined => labels.find((move) => move.label === label)?.toVersion;
  return at('candidate') !== undefined && at('candidate') !== at('prod');
}

function labelCells({ label, toVersion, changedBy, changedAt }: LabelMove): Cell[] {
  return [label, toVersion, moverCell(changedBy), formatMetric.moment(changedAt)];
}

/** A person by name, or what moved it by itself. */
export function moverCell(changedBy: string): Cell {
  return changedBy === 'sync' ? 'the files' : { userId: changedBy };
}

function rank(label: string): number {
  return ['prod', 'candidate'].indexOf(label) >= 0 ? ['prod', 'candidate'].indexOf(label) : 9;
}
