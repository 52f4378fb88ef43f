import type { AlertService } from '../../alerts/alert-service.ts';
import type { Alert } from '../../core/alert.ts';
import { AppError } from '../../core/errors.ts';
import { checkReport } from '../blocks/alerts/check-report.ts';
import { actionIds } from '../blocks/button.ts';
import { renderNote } from '../blocks/note-message.ts';
import type { Permission } from '../permissions.ts';
import type { SlackServices } from '../slack-dependencies.ts';
import type { Action, Click } from './click.ts';

const hourMs = 3_600_000;

interface AlertAct {
  actionId: string;
  permission: Permission;
  /** Said to who pressed it outside of the alert's channel, where its thread is not seen. */
  done: string;
  act: (alertId: string, userId: string, alerts: AlertService) => Promise<Alert>;
}

/** A button under the card and in App Home. What it did stands on the card and in its thread. */
function alertAction({ actionId, permission, done, act }: AlertAct): Action {
  return {
    actionIds: [actionId],
    needs: permission,
    async run(click, services) {
      const { access, alerts, alertPlaces, tell } = services;
      const alert = await readAlert(click, services);
      const channelId = alert.channelId ?? alertPlaces.channelId;
      await access.change(click, { action: permission, target: alert.id, channelId }, async () => {
        const result = await act(alert.id, click.userId, alerts);
        return { result, before: alert.status, after: result.status };
      });
      if (click.message === null) await tell(click.person, renderNote(`${alert.ruleName}: ${done}`));
    },
  };
}

export const alertAcknowledge = alertAction({
  actionId: actionIds.alertAcknowledge,
  permission: 'alert.acknowledge',
  done: 'it is yours now and will not be escalated.',
  act: (alertId, userId, alerts) => alerts.acknowledge(alertId, userId),
});

export const alertMute = alertAction({
  actionId: actionIds.alertMute,
  permission: 'alert.mute',
  done: 'it is muted for an hour.',
  act: (alertId, userId, alerts) => alerts.mute(alertId, userId, hourMs),
});

export const alertResolve = alertAction({
  actionId: actionIds.alertResolve,
  permission: 'alert.resolve',
  done: 'it is over.',
  act: (alertId, userId, alerts) => alerts.resolve(alertId, userId),
});

/** Check now: the rule is checked at this moment; what it finds is told to who asked, and to the thread where it changes something. */
export const alertCheck: Action = {
  actionIds: [actionIds.alertCheck],
  needs: 'alert.check',
  async run(click, services) {
    const alert = await readAlert(click, services);
    const result = await services.alerts.check(alert.ruleId);
    await services.reports.tell(click.person, checkReport(result, services.alerts.types()));
  },
};

/** Read anew: the button carries the id alone. */
async function readAlert(click: Click, { alerts }: SlackServices): Promise<Alert> {
  const described = await alerts.get(click.value ?? '');
  if (described !== null) return described.alert;
  throw new AppError({ code: 'stale_button', message: 'I no longer have this alert.', hint: 'See /alert history.' });
}
