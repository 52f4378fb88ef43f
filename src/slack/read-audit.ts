import type { AuditFilter } from '../core/audit.ts';
import { auditReport } from './blocks/audit/audit-report.ts';
import type { Report } from './blocks/report.ts';
import type { SlackServices } from './slack-dependencies.ts';

/** One page of the audit log of a team. */
export async function readAudit(
  teamId: string,
  filter: AuditFilter,
  { audit }: Pick<SlackServices, 'audit'>,
): Promise<Report> {
  // One more than is shown tells whether there is more.
  const records = await audit.list(teamId, { ...filter, limit: filter.limit + 1 });
  return auditReport(records.slice(0, filter.limit), records.length > filter.limit, filter);
}
