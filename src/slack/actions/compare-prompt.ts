import { actionIds } from '../blocks/button.ts';
import { promptComparison } from '../blocks/prompts/prompt-comparison.ts';
import { reportModal } from '../blocks/report-modal.ts';
import type { Action } from './click.ts';

/** Compare beside a prompt that has a candidate. */
export const comparePrompt: Action = {
  actionIds: [actionIds.comparePrompt],
  needs: 'prompt.read',
  async run(click, { prompts, reports, calls }) {
    const comparison = await prompts.compare(click.value ?? '', 'prod', 'candidate');
    const view = reportModal('Prompt versions', promptComparison(comparison), reports.form());
    await calls.interactive((client) => client.views.open({ trigger_id: click.triggerId, view }));
  },
};
