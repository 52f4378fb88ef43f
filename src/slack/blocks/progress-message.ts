import type { TaskCardBlock } from '@slack/types';
import type { SummaryStage } from '../../core/ports.ts';
import { escapeSlack } from '../../core/slack-text.ts';
import { hostOf } from '../../core/url.ts';
import type { SlackMessage } from './failure-message.ts';
import { literal } from './literal.ts';
import { rich } from './rich-text.ts';

const stageLabels: Readonly<Record<SummaryStage, string>> = {
  retrieve: 'Reading the page',
  facts: 'Collecting facts',
  compose: 'Writing the summary',
  gates: 'Checking every sentence',
  rewrite: 'Rewriting what did not pass',
  post: 'Posting',
};

/** In the order they run; `rewrite` is only shown once it happens. */
const usualStages: readonly SummaryStage[] = ['retrieve', 'facts', 'compose', 'gates', 'post'];
const stagesWithRewrite: readonly SummaryStage[] = ['retrieve', 'facts', 'compose', 'gates', 'rewrite', 'post'];

/** `plan` is Slack's own list of tasks; `plain` works on every server. */
export type ProgressForm = 'plan' | 'plain';

/**
 * The progress message: every stage with a mark for done, running or waiting.
 * @param active null before the first stage
 */
export function renderProgress(
  url: string,
  active: SummaryStage | null,
  wasRewritten: boolean,
  form: ProgressForm,
): SlackMessage {
  const title = `Reading ${literal(hostOf(url) ?? 'a link', 100)}`;
  const stages = wasRewritten ? stagesWithRewrite : usualStages;
  const position = active === null ? -1 : stages.indexOf(active);
  const text = escapeSlack(active === null ? `${title}…` : `${title}: ${stageLabels[active]}…`);
  if (form === 'plan') {
    const tasks = stages.map((stage, index): TaskCardBlock => ({
      type: 'task_card',
      task_id: stage,
      title: stageLabels[stage],
      status: index < position ? 'complete' : index === position ? 'in_progress' : 'pending',
    }));
    return { text, blocks: [{ type: 'plan', title, tasks }] };
  }
  const lines = stages.map((stage, index) => {
    if (index < position) return rich.text(`✓ ${stageLabels[stage]}`);
    return index === position ? rich.bold(`▸ ${stageLabels[stage]}…`) : rich.text(`○ ${stageLabels[stage]}`);
  });
  return { text, blocks: [rich.block(rich.section(rich.bold(title)), ...lines.map((line) => rich.section(line)))] };
}
