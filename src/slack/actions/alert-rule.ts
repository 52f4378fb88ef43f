import { AppError } from '../../core/errors.ts';
import { ruleModal } from '../blocks/alerts/rule-modal.ts';
import { actionIds } from '../blocks/button.ts';
import { openRuleModal } from '../open-rule-modal.ts';
import type { Action } from './click.ts';

/** Edit under a rule. */
export const alertRuleEdit: Action = {
  actionIds: [actionIds.alertRuleEdit],
  needs: 'alert_rule.save',
  async run(click, services) {
    const [ruleId = ''] = (click.value ?? '').split(' ');
    await openRuleModal({ ...click, isOverModal: click.view?.isModal === true }, ruleId, services);
  },
};

/** Another type chosen in the modal of a new rule: its own fields with its own defaults; what they have in common stays as it was typed. */
export const alertRuleType: Action = {
  actionIds: [actionIds.alertRuleType],
  needs: 'alert_rule.save',
  async run(click, { alerts, calls }) {
    const { view } = click;
    const type = alerts.types().find(({ id }) => id === click.value);
    if (view === null || type === undefined) {
      throw new AppError({ code: 'stale_button', message: 'I no longer know this form.', hint: 'Open it again.' });
    }
    const next = ruleModal(null, null, type, alerts.types());
    await calls.interactive((client) => client.views.update({ view_id: view.id, hash: view.hash, view: next }));
  },
};
