import type { StoredSummary } from '../../core/ports.ts';
import { hostOf } from '../../core/url.ts';
import { actionIds } from '../blocks/button.ts';
import { renderAddForm } from '../blocks/datasets/add-form.ts';
import { renderNote } from '../blocks/note-message.ts';
import { parseSummaryMenu } from '../blocks/summary-menu.ts';
import type { SummaryChoice } from '../blocks/summary-menu.ts';
import { unknownTrace } from '../find-trace.ts';
import { muteSite } from '../mute-links.ts';
import type { Permission } from '../permissions.ts';
import { showRelated } from '../show-related.ts';
import type { SlackServices } from '../slack-dependencies.ts';
import { type Action, type Click, readSummary } from './click.ts';
import { openIdeas } from './ideas.ts';
import { openTrace } from './show-trace.ts';

interface Choice {
  /** `everyone`: or what the choice does asks by itself. */
  needs: Permission | 'everyone';
  run(click: Click, summary: StoredSummary, services: SlackServices): Promise<void>;
}

const choices: Readonly<Record<SummaryChoice, Choice>> = {
  ideas: { needs: 'everyone', run: (click, summary, services) => openIdeas(click, summary.id, services) },
  related: { needs: 'everyone', run: (click, summary, services) => showRelated(click, summary.id, services) },
  mute: {
    needs: 'links.mute',
    async run(click, summary, services) {
      const site = hostOf(summary.url);
      if (site === null) return;
      const isNew = await muteSite(click, summary.channelId, site, true, services);
      const note = isNew
        ? `I read links to ${site} in this channel only where somebody asks. /links unmute ${site} ends that.`
        : `${site} is muted here already.`;
      await services.tell(click.person, renderNote(note));
    },
  },
  trace: {
    needs: 'trace.read_content',
    run: (click, summary, services) =>
      openTrace(click, services, async () => {
        const trace = await services.analytics.trace(summary.traceId);
        if (trace === null) throw unknownTrace(summary.traceId);
        return trace;
      }),
  },
  dataset: {
    needs: 'dataset.add',
    async run(click, summary, services) {
      const reference = { summaryId: summary.id, revision: summary.revision };
      const view = renderAddForm(reference, await services.datasets.list());
      await services.calls.interactive((client) => client.views.open({ trigger_id: click.triggerId, view }));
    },
  },
};

/** The ⋯ menu under a summary. Everybody sees it, for Slack cannot hide it from some; who may do what of it is asked here. */
export const summaryMenu: Action = {
  actionIds: [actionIds.summaryMenu],
  needs: ({ value }) => choices[parseSummaryMenu(value)?.choice ?? 'trace'].needs,
  async run(click, services) {
    const chosen = parseSummaryMenu(click.value);
    const summary = await readSummary(chosen?.reference ?? null, click, services);
    await choices[chosen?.choice ?? 'trace'].run(click, summary, services);
  },
};
