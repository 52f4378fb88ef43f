import { z } from 'zod';
import { renderNote } from '../blocks/note-message.ts';
import { openRuleModal } from '../open-rule-modal.ts';
import { createVerb, type Verb } from '../run-verb.ts';

const oneRule = { options: z.object({}), words: { min: 1, max: 1 } };

const create = createVerb({
  name: 'create',
  usage: '',
  summary: 'opens a form for a new rule.',
  needs: 'alert_rule.save',
  options: z.object({}),
  async run(_given, request, services) {
    await openRuleModal({ ...request, isOverModal: false }, null, services);
    return null;
  },
});

const edit = createVerb({
  name: 'edit',
  usage: 'RULE',
  summary: 'opens the form of a rule.',
  needs: 'alert_rule.save',
  ...oneRule,
  async run({ words: [id = ''] }, request, services) {
    await openRuleModal({ ...request, isOverModal: false }, id.toLowerCase(), services);
    return null;
  },
});

const remove = createVerb({
  name: 'delete',
  usage: 'RULE',
  summary: 'deletes a rule that was made in Slack, or puts one of the file back as it stands there.',
  needs: 'alert_rule.delete',
  ...oneRule,
  async run({ words: [word = ''] }, request, { access, alerts }) {
    const id = word.toLowerCase();
    const before = JSON.stringify((await alerts.rule(id)).rule);
    const left = await access.change(request, { action: 'alert_rule.delete', target: id }, async () => {
      const result = await alerts.deleteRule(id);
      return { result, before, after: result && JSON.stringify(result) };
    });
    return renderNote(
      left === null ? `The rule ${id} is deleted.` : `The rule ${id} stands again as in configs/alerts.yaml.`,
    );
  },
});

/** Verbs of `/alert` that change rules. */
export const alertRules: readonly Verb[] = [
  create,
  edit,
  switchVerb('enable', true),
  switchVerb('disable', false),
  remove,
];

function switchVerb(name: string, isEnabled: boolean): Verb {
  const state = isEnabled ? 'on' : 'off';
  return createVerb({
    name,
    usage: 'RULE',
    summary: `switches a rule ${state}.`,
    needs: 'alert_rule.switch',
    ...oneRule,
    async run({ words: [word = ''] }, request, { access, alerts }) {
      const id = word.toLowerCase();
      await alerts.rule(id);
      const change = await access.change(request, { action: 'alert_rule.switch', target: id }, async () => {
        const result = await alerts.setEnabled(id, isEnabled, request.userId);
        return { result, before: result.before ? 'on' : 'off', after: state };
      });
      return renderNote(`The rule ${id} is ${state}${change.before === isEnabled ? ' already' : ''}.`);
    },
  });
}
