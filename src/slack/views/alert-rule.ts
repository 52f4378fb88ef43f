import { ruleModalId } from '../blocks/alerts/rule-modal.ts';
import { ruleReport } from '../blocks/alerts/rules-report.ts';
import { readRuleModal, readRuleModalState } from '../read-rule-modal.ts';
import type { SlackView } from './view.ts';

/** The modal of an alert rule: a new one, or the next form of one that is there. */
export const alertRuleView: SlackView = {
  callbackId: ruleModalId,
  needs: 'alert_rule.save',
  check(submission) {
    const { problems } = readRuleModal(submission);
    return Object.keys(problems).length === 0 ? null : problems;
  },
  async run(submission, { access, alerts, reports }) {
    const { ruleId, version } = readRuleModalState(submission);
    const { rule } = readRuleModal(submission);
    const before = ruleId === null ? null : JSON.stringify((await alerts.rule(ruleId)).rule);
    const act = { action: 'alert_rule.save', target: rule.id } as const;
    const saved = await access.change(submission, act, async () => {
      const result = await alerts.saveRule(rule, version, submission.userId);
      return { result, before, after: JSON.stringify(result.rule) };
    });
    const title = `${saved.rule.name} is ${ruleId === null ? 'made' : 'changed'}`;
    await reports.tell(submission.person, ruleReport(title, saved, alerts.types()));
  },
};
