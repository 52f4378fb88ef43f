import { AppError } from '../core/errors.ts';
import type { Actor } from './access.ts';
import { ruleModal } from './blocks/alerts/rule-modal.ts';
import type { SlackServices } from './slack-dependencies.ts';

/**
 * Opens the modal of a rule, for those who may change rules.
 * @param ruleId null for a new one
 * @throws AppError `not_allowed`, `unknown_alert_rule`, `no_modal` where Slack gave nothing to open one with.
 */
export async function openRuleModal(
  asker: Actor & { triggerId: string | null; isOverModal: boolean },
  ruleId: string | null,
  { access, alerts, calls }: SlackServices,
): Promise<void> {
  const { triggerId } = asker;
  if (triggerId === null) {
    throw new AppError({
      code: 'no_modal',
      message: 'Slack opens forms from commands only.',
      hint: 'Type the same as a slash command.',
    });
  }
  await access.require(asker, 'alert_rule.save', ruleId ?? 'a new rule');
  const types = alerts.types();
  const known = ruleId === null ? null : await alerts.rule(ruleId);
  const type = types.find(({ id }) => id === known?.rule.type) ?? types[0];
  if (type === undefined) throw new Error('There is no type of alert rule.');
  const view = ruleModal(known?.rule ?? null, known?.version ?? null, type, types);
  await calls.interactive((client) =>
    asker.isOverModal
      ? client.views.push({ trigger_id: triggerId, view })
      : client.views.open({ trigger_id: triggerId, view }),
  );
}
