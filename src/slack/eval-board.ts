import type { EvalBoard } from '../core/eval-desk.ts';
import { evalProgressReport } from './blocks/evals/progress-report.ts';
import { drawEvalCard } from './show-eval.ts';
import { hasCode } from './slack-error.ts';
import type { SlackServices } from './slack-dependencies.ts';
import { waitOutRateLimit } from './wait-out-rate-limit.ts';

/** One message a run: its progress, then its result. */
export function createEvalBoard(
  services: Pick<SlackServices, 'evals' | 'baselines' | 'promotions' | 'reports' | 'updates' | 'homes' | 'outside'>,
): EvalBoard {
  const { reports, updates, homes, outside } = services;
  return {
    progress(place, run, progress) {
      updates.request(place, () => reports.update(place, evalProgressReport(run, progress)));
    },
    async finish(place, run) {
      await updates.settle(place);
      const report = await drawEvalCard(run, services);
      try {
        await waitOutRateLimit(outside.clock, () => reports.update(place, report));
      } catch (error) {
        // Who deletes the message does not want it back; the run is in the list.
        if (!hasCode(error, 'slack_message_not_found', 'slack_channel_not_found')) throw error;
        outside.log.info('the message of an eval run is gone', { runId: run.id });
      }
      homes.changed();
    },
  };
}
