import { linksReport } from './blocks/links/links-report.ts';
import { reportModal } from './blocks/report-modal.ts';
import type { Click } from './actions/click.ts';
import { showLinks } from './show-links.ts';
import type { SlackServices } from './slack-dependencies.ts';

/** Links about the same things, of the channels that the person can read. */
export async function showRelated(click: Click, summaryId: string, services: SlackServices): Promise<void> {
  const audience = { teamId: click.teamId, userId: click.userId };
  const found = await services.links.related(summaryId, audience, 8);
  const report = linksReport(showLinks(found, services), {
    title: 'Related here',
    none: 'Nothing else that was read here is about the same things.',
    note: 'closest first, of the channels you can read',
    namesPeople: false,
  });
  const view = reportModal('Related', report, services.reports.form());
  await services.calls.interactive((client) => client.views.open({ trigger_id: click.triggerId, view }));
}
