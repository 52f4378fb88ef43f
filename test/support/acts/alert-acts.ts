import type { Alert, AlertEventKind, AlertRule } from '../../../src/core/alert.ts';
import { sampleAlert, sampleAlertRule } from '../sample-alert.ts';
import { type Act, admins, idOf, lineOf, members, pressOf, type Stage, submissionOf } from './act.ts';

/** What is done to alerts, their rules, and monitors. */
export const alertActs: readonly Act[] = [
  alertAct('alert_acknowledge', 'acknowledged'),
  alertAct('alert_mute', 'muted'),
  alertAct('alert_resolve', 'resolved'),
  {
    id: 'modal alert_rule/new',
    needs: 'alert_rule.save',
    people: admins,
    two: 'one',
    again: 'refused',
    async prepare(stage) {
      return {
        payload: submittedRule(stage, null),
        count: async () => ((await ruleOf(stage))?.updatedBy.startsWith('UADMIN') === true ? 1 : 0),
        moveOn: () => putRule(stage, 0),
      };
    },
  },
  {
    id: 'modal alert_rule/changed',
    needs: 'alert_rule.save',
    people: admins,
    two: 'one',
    again: 'refused',
    async prepare(stage) {
      await putRule(stage, 0);
      return {
        payload: submittedRule(stage, 1),
        count: async () => ((await ruleOf(stage))?.rule.threshold === 0.25 ? 1 : 0),
        moveOn: () => putRule(stage, 1),
      };
    },
  },
  ruleVerb('enable', 'alert_rule.switch', { isEnabled: false }, (rule) => rule?.isEnabled === true),
  ruleVerb('disable', 'alert_rule.switch', { isEnabled: true }, (rule) => rule?.isEnabled === false),
  ruleVerb('delete', 'alert_rule.delete', {}, (rule) => rule === null),
  {
    id: '/monitor run',
    needs: 'monitor.run',
    people: admins,
    two: 'one',
    again: 'refused',
    isShared: true,
    async prepare({ program }) {
      const { jobs } = program.app.store;
      const runs = async (): Promise<number> =>
        (await jobs.list({ limit: 10_000 })).filter(({ kind }) => kind === 'run-monitor').length;
      // Another moment than that of the run before.
      program.later(1);
      const before = await runs();
      return { payload: lineOf('/monitor', 'run summaries'), count: async () => (await runs()) - before };
    },
  },
  ...(['pause', 'resume'] as const).map((verb): Act => ({
    id: `/monitor ${verb}`,
    needs: `monitor.${verb}`,
    people: admins,
    two: 'same',
    again: 'same',
    isShared: true,
    async prepare({ program }) {
      const { schedules } = program.app.store;
      const id = 'monitor:spot-check';
      await schedules.know([id], 1);
      if (verb === 'pause') await schedules.resume(id, 1);
      else await schedules.pause(id, 'UOTHER', 1);
      const isPaused = async (): Promise<boolean> => ((await schedules.read([id])).get(id)?.pausedAt ?? null) !== null;
      return {
        payload: lineOf('/monitor', `${verb} spot-check`),
        count: async () => ((await isPaused()) === (verb === 'pause') ? 1 : 0),
      };
    },
  })),
];

function alertAct(actionId: string, kind: AlertEventKind): Act {
  return {
    id: `button ${actionId}`,
    needs: actionId.replace('_', '.') as 'alert.acknowledge' | 'alert.mute' | 'alert.resolve',
    people: kind === 'resolved' ? admins : members,
    two: 'one',
    again: 'refused',
    async prepare({ program, mark }) {
      const { alerts } = program.app.store;
      const alert = sampleAlert({ id: idOf(`alert ${mark}`), scope: mark });
      const at = alert.openedAt;
      const store = (changed: Alert, by: AlertEventKind) =>
        alerts.apply({
          memory: null,
          alert: changed,
          events: [{ kind: by, actorId: null, value: null, n: null }],
          deliveries: [],
          at,
        });
      await store(alert, 'opened');
      return {
        payload: pressOf(actionId, alert.id),
        async count() {
          const events = await alerts.events(alert.id);
          return events.filter((event) => event.kind === kind && event.actorId !== null).length;
        },
        async moveOn() {
          const over = { status: 'resolved', resolvedAt: at, resolution: 'recovered', version: 2 } as const;
          await store({ ...alert, ...over }, 'recovered');
        },
      };
    },
  };
}

const ruleIdOf = ({ mark }: Stage): string => `rule-${mark}`;

/** Somebody else saves the rule. */
async function putRule(stage: Stage, expectedVersion: number, changes: Partial<AlertRule> = {}): Promise<void> {
  const rule = sampleAlertRule({ id: ruleIdOf(stage), name: `Rule ${stage.mark}`, ...changes });
  await stage.program.app.store.alerts.putRule(rule, expectedVersion, 'UOTHER', 1);
}

async function ruleOf(stage: Stage) {
  return (await stage.program.app.store.alerts.rules()).find(({ rule }) => rule.id === ruleIdOf(stage)) ?? null;
}

/** @param version of the rule that the form was opened for; null: a new one */
function submittedRule(stage: Stage, version: number | null) {
  const ruleId = version === null ? null : ruleIdOf(stage);
  const state = { ruleId, version, type: 'error_rate', bounds: { min: 0, max: 1 } };
  const text = (value: string) => ({ type: 'plain_text_input', value });
  return submissionOf('alert_rule', JSON.stringify(state), {
    name: text(`Rule ${stage.mark}`),
    'threshold error_rate': text('0.25'),
    'window error_rate': text('5'),
    'severity error_rate': { type: 'static_select', selected_option: { value: 'error' } },
    'sample error_rate': text('5'),
    cooldown: text('30'),
  });
}

function ruleVerb(
  verb: string,
  needs: Act['needs'],
  before: Partial<AlertRule>,
  isDone: (rule: AlertRule | null) => boolean,
): Act {
  return {
    id: `/alert ${verb}`,
    needs,
    people: admins,
    two: 'same',
    // A rule that is deleted is not there to be deleted.
    again: verb === 'delete' ? 'refused' : 'same',
    async prepare(stage) {
      await putRule(stage, 0, before);
      return {
        payload: lineOf('/alert', `${verb} ${ruleIdOf(stage)}`),
        count: async () => (isDone((await ruleOf(stage))?.rule ?? null) ? 1 : 0),
      };
    },
  };
}
