import { actionIds } from '../blocks/button.ts';
import { parseSummaryReference } from '../blocks/summary-reference.ts';
import { renderReasonForm } from '../blocks/datasets/reason-form.ts';
import { renderSummary } from '../blocks/summary-message.ts';
import { type Action, readSummary } from './click.ts';

/** 👍 and 👎: one vote a person, the same again takes it back; the buttons of the message show the counts. */
export const vote: Action = {
  actionIds: [actionIds.voteUp, actionIds.voteDown],
  needs: 'summary.vote',
  isToggle: true,
  isStoredFirst: true,
  async run(click, services) {
    const summary = await readSummary(parseSummaryReference(click.value), click, services);
    const value = click.actionId === actionIds.voteUp ? 'up' : 'down';
    const at = click.message;
    await services.feedback.vote(summary.id, click.userId, value, services.outside.clock.now());
    await services.collector.voted(summary.id);
    services.homes.changed();
    if (at === null) return;
    services.updates.request(at, async () => {
      const [current, counts] = await Promise.all([
        services.summaries.get(summary.id),
        services.feedback.counts(summary.id),
      ]);
      // A newer form that was finished meanwhile draws its own counts.
      if (current?.revision !== summary.revision) return;
      const message = renderSummary(current, counts);
      await services.calls.bulk((client) =>
        client.chat.update({
          channel: at.channelId,
          ts: at.ts,
          text: message.text,
          blocks: message.blocks,
          parse: 'none',
          link_names: false,
        }),
      );
    });
  },
  /** Once a thumb is down, what was wrong may be said. */
  async follow(click, services) {
    const reference = parseSummaryReference(click.value);
    if (click.actionId !== actionIds.voteDown || reference === null) return;
    if ((await services.feedback.mine(reference.summaryId, click.userId)) !== 'down') return;
    const view = renderReasonForm(reference);
    await services.calls.interactive((client) => client.views.open({ trigger_id: click.triggerId, view }));
  },
};
