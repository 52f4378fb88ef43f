import type { App, Context, ViewSubmitAction } from '@slack/bolt';
import { type AppError, toAppError } from '../core/errors.ts';
import { stoppingError } from './listener-edge.ts';
import type { OncePerTrigger } from './once-per-trigger.ts';
import type { Team } from './teams/team.ts';
import { readSubmission } from './views/read-submission.ts';
import type { FieldProblems, SlackView } from './views/view.ts';

/** Submitted modals: what was typed is checked before the acknowledgement, which carries the problems; the work follows it. */
export function registerViews(
  app: App,
  views: readonly SlackView[],
  teamOf: (context: Context) => Promise<Pick<Team, 'services' | 'edge'>>,
  once: OncePerTrigger,
): void {
  app.view<ViewSubmitAction>({ type: 'view_submission', callback_id: /.*/ }, async ({ body, ack, context }) => {
    const known = views.find(({ callbackId }) => callbackId === body.view.callback_id);
    if (!known) {
      await ack();
      return;
    }
    const { services, edge } = await teamOf(context);
    const submission = readSubmission(body, () => services.identity().teamId);
    if (edge.isRefusing()) {
      // The modal stays, with what was typed.
      const { message, hint } = stoppingError();
      const field = body.view.blocks.find(({ type }) => type === 'input')?.block_id;
      await (field === undefined
        ? ack()
        : ack({ response_action: 'errors', errors: { [field]: `${message} ${hint}` } }));
      if (field !== undefined) return;
    }
    await edge.run(known.callbackId, submission.person, async () => {
      let problems: FieldProblems | null = null;
      let unreadable: AppError | null = null;
      try {
        problems = known.check(submission);
      } catch (thrown) {
        unreadable = toAppError(thrown);
      }
      await (problems === null ? ack() : ack({ response_action: 'errors', errors: { ...problems } }));
      if (problems !== null) return;
      await once(body.trigger_id, async () => {
        if (known.needs !== 'everyone')
          await services.access.require(
            submission,
            known.needs,
            `${known.callbackId} ${submission.privateMetadata.slice(0, 80)}`.trim(),
          );
        if (unreadable !== null) throw unreadable;
        await known.run(submission, services);
      });
    });
  });
}
