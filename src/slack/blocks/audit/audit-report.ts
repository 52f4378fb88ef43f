import type { AuditFilter, AuditRecord, AuditVerdict } from '../../../core/audit.ts';
import { actionIds, button } from '../button.ts';
import type { Cell } from '../data-table.ts';
import { dateOf, formatMetric, timeOf } from '../format-metrics.ts';
import type { Report } from '../report.ts';
import { formatAuditPage } from './audit-reference.ts';

const marks = { done: '✓ done', refused: '✗ refused', failed: '! failed' } as const;

/** `/audit`: who changed what and who was refused, newest first. @param hasMore whether older rows fit the filter too */
export function auditReport(records: readonly AuditRecord[], hasMore: boolean, filter: AuditFilter): Report {
  const last = records.at(-1);
  const older =
    hasMore && last !== undefined
      ? [button(actionIds.moreAudit, 'Older', formatAuditPage({ ...filter, beforeId: last.id }))]
      : [];
  const criteria = describeFilter(filter);
  const years = new Set(records.map(({ at }) => new Date(at).getUTCFullYear()));
  return {
    title: 'Audit log',
    parts: [
      records.length === 0
        ? { kind: 'text', text: criteria === '' ? 'Nothing was changed or refused yet.' : `No row with ${criteria}.` }
        : {
            kind: 'table',
            table: {
              columns: columns.map((name) => ({ name })),
              rows: records.map((row) => rowOf(row, years.size > 1)),
            },
          },
      { kind: 'actions', elements: older },
      {
        kind: 'note',
        text: [
          `n = ${formatMetric.count(records.length)}, newest first, times in UTC`,
          ...(criteria === '' ? [] : [criteria]),
          older.length > 0 ? 'there are older ones' : 'these are all',
        ].join(' · '),
      },
    ],
  };
}

const columns = ['When', 'Who', 'What', 'On', 'Outcome', 'Change, or why not', 'Reason given'] as const;

/** Why somebody was refused, as people say it; other codes stand as they are. */
const refusals: Readonly<Record<string, string>> = {
  role: 'has not the role',
  guest: 'is a guest',
  bot: 'is a bot',
  deactivated: 'is deactivated',
  stranger: 'is of another organisation',
  other_workspace: 'is of another workspace',
  unknown_person: 'Slack did not say who it is',
  unknown_role: 'Slack did not say who is in the group',
};

function rowOf(record: AuditRecord, withYear: boolean): Cell[] {
  const { at, actorId, action, target, outcome, before, after, reason } = record;
  return [
    `${dateOf(at, withYear)} ${timeOf(at)}`,
    { userId: actorId },
    action,
    shortened(target),
    marks[outcome],
    // What was refused or failed has no state after it: there stands why.
    outcome === 'done'
      ? before === null && after === null
        ? ''
        : `${before ?? '–'} → ${after ?? '–'}`
      : (refusals[after ?? ''] ?? after ?? ''),
    reason ?? '',
  ];
}

/** Ids are random at their ends; a whole one would push the other columns out of sight. */
function shortened(target: string): string {
  return target.replaceAll(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{4}([0-9a-f]{8})\b/g, '…$1');
}

function describeFilter({ actorId, action, outcome }: AuditFilter): string {
  return [
    actorId === undefined ? '' : 'one person',
    action === undefined ? '' : `action ${action}`,
    outcome === undefined ? '' : `outcome ${outcome}`,
  ]
    .filter((text) => text !== '')
    .join(', ');
}

/** `/audit verify`: whether the log is as it was written. */
export function auditVerdictReport({ brokenAt, count, lastHash }: AuditVerdict): Report {
  const rows = `${formatMetric.count(count)} ${count === 1 ? 'row' : 'rows'}`;
  const text =
    brokenAt === null
      ? count === 0
        ? 'The log is empty.'
        : `The chain holds: ${count === 1 ? 'its one row fits' : `all ${rows} fit`} the hash of the row before.`
      : `The chain breaks at row ${formatMetric.count(count + 1)} (id ${brokenAt}): it was changed after it was written, or a row before it was changed or taken away. ${count === 0 ? 'No row before it fits.' : `The ${rows} before it fit.`}`;
  return {
    title: brokenAt === null ? 'Audit log: the chain holds' : 'Audit log: the chain is broken',
    parts: [
      { kind: 'text', text },
      ...(lastHash === null
        ? []
        : [
            { kind: 'lines' as const, lines: [lastHash] },
            {
              kind: 'note' as const,
              text: `Hash of ${brokenAt === null ? 'the last row' : 'the last row that fits'}. Kept elsewhere, it shows later whether the end of the log was cut off.`,
            },
          ]),
    ],
  };
}
