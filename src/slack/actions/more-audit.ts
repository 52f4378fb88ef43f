import { AppError } from '../../core/errors.ts';
import { parseAuditPage } from '../blocks/audit/audit-reference.ts';
import { actionIds } from '../blocks/button.ts';
import { readAudit } from '../read-audit.ts';
import type { Action } from './click.ts';

/** Older under the audit log: the next page as another answer, with the same filters. */
export const moreAudit: Action = {
  actionIds: [actionIds.moreAudit],
  needs: 'audit.read',
  async run(click, services) {
    const filter = parseAuditPage(click.value);
    if (filter === null) {
      throw new AppError({
        code: 'stale_button',
        message: 'This button belongs to an earlier form of the audit log.',
        hint: 'Ask again with /audit.',
      });
    }
    await services.reports.tell(click.person, await readAudit(click.teamId, filter, services));
  },
};
