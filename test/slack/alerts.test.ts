import { describe, expect, it } from 'vitest';
import { openAlertRoom, type AlertRoom } from '../support/alert-room.ts';
import { createTestOutside, type TestOutside } from '../support/test-outside.ts';
import { buttonPress, slashCommand, startTestSlackApp, type TestSlackApp } from '../support/test-slack-app.ts';

interface Parts extends AsyncDisposable {
  slack: TestSlackApp;
  room: AlertRoom;
  outside: TestOutside;
  alertId: string;
}

/** The real app over the real alerts, with one open alert of the channel C1; U2 is in it, U3 is not, U9 is the admin. */
async function start(): Promise<Parts> {
  const outside = createTestOutside();
  const room = await openAlertRoom(outside);
  const slack = await startTestSlackApp({
    settings: { admins: ['U9'], readers: ['members'] },
    deps: { alerts: room.alerts, alertPlaces: { channelId: 'C1', escalationGroupId: null } },
  });
  room.runs = { n: 20, failed: 10 };
  await room.alerts.check();
  const [open] = await room.alerts.open();
  return {
    slack,
    room,
    outside,
    alertId: open?.alert.id ?? '',
    async [Symbol.asyncDispose]() {
      await slack[Symbol.asyncDispose]();
      await room[Symbol.asyncDispose]();
    },
  };
}

let presses = 0;
const press = (actionId: string, alertId: string, userId: string): object => {
  presses += 1;
  return buttonPress(actionId, alertId, { user: { id: userId, team_id: 'T1' }, trigger_id: `trigger-${presses}` });
};
const command = (text: string, userId = 'U9'): object => {
  presses += 1;
  return slashCommand('/alert', text, { user_id: userId, trigger_id: `trigger-${presses}` });
};

describe('the buttons of an alert', () => {
  it('are for people of the alert channel; a second press is refused politely, and everything is audited', async () => {
    await using parts = await start();
    const { slack, room, alertId } = parts;
    await slack.receiver.deliver(press('alert_acknowledge', alertId, 'U3'));
    expect(slack.told().at(-1)).toContain('That is up to the people of that channel.');
    await slack.receiver.deliver(press('alert_acknowledge', alertId, 'U2'));
    await slack.receiver.deliver(press('alert_acknowledge', alertId, 'U1'));
    expect(slack.told().at(-1)).toContain('This alert is acknowledged already.');
    expect((await room.alerts.get(alertId))?.alert).toMatchObject({ status: 'acknowledged', acknowledgedBy: 'U2' });
    expect(
      slack.audited.map(({ action, actorId, outcome, after }) => `${action} ${actorId} ${outcome} ${after}`),
    ).toEqual([
      'alert.acknowledge U3 refused channel',
      'alert.acknowledge U2 done acknowledged',
      'alert.acknowledge U1 failed alert_done',
    ]);
  });

  it('mute for an hour, for everybody there; resolving is for admins, and starts the cooldown', async () => {
    await using parts = await start();
    const { slack, room, outside, alertId } = parts;
    await slack.receiver.deliver(press('alert_mute', alertId, 'U2'));
    const muted = (await room.alerts.get(alertId))?.alert;
    expect(muted?.mutedUntil).toBe(outside.clock.now() + 3_600_000);
    await slack.receiver.deliver(press('alert_resolve', alertId, 'U2'));
    expect(slack.told().at(-1)).toContain('up to the admins');
    await slack.receiver.deliver(press('alert_resolve', alertId, 'U9'));
    expect((await room.alerts.get(alertId))?.alert).toMatchObject({ status: 'resolved', resolution: 'by_hand' });
    // Still failing: nothing new opens until both the cooldown of 30 minutes and the hour of silence are over.
    await outside.clock.advance(59 * 60_000);
    await room.alerts.check();
    expect(await room.alerts.open()).toEqual([]);
    await outside.clock.advance(60_000);
    await room.alerts.check();
    expect(await room.alerts.open()).toHaveLength(1);
  });

  it('check now: says what is found, and ends what has recovered', async () => {
    await using parts = await start();
    const { slack, room, alertId } = parts;
    room.runs = { n: 20, failed: 0 };
    await slack.receiver.deliver(press('alert_check', alertId, 'U2'));
    const told = JSON.stringify(slack.server.callsOf('chat.postEphemeral').at(-1));
    expect(told).toContain('recovered');
    expect(await room.alerts.open()).toEqual([]);
    await slack.receiver.deliver(press('alert_acknowledge', alertId, 'U2'));
    expect(slack.told().at(-1)).toContain('This alert is over already.');
    await slack.receiver.deliver(press('alert_acknowledge', 'gone', 'U2'));
    expect(slack.told().at(-1)).toContain('I no longer have this alert.');
  });
});

describe('/alert', () => {
  it('switches rules off and on, for admins; what is open of it ends', async () => {
    await using parts = await start();
    const { slack, room } = parts;
    await slack.receiver.deliver(command('disable error-rate', 'U2'));
    expect(slack.told().at(-1)).toContain('up to the admins');
    await slack.receiver.deliver(command('disable error-rate'));
    expect(slack.told().at(-1)).toContain('The rule error-rate is off.');
    await room.alerts.check();
    expect(await room.alerts.open()).toEqual([]);
    await slack.receiver.deliver(command('enable error-rate'));
    await slack.receiver.deliver(command('enable error-rate'));
    expect(slack.told().at(-1)).toContain('is on already.');
    await slack.receiver.deliver(command('delete error-rate'));
    expect(slack.told().at(-1)).toContain('stands again as in configs/alerts.yaml');
    await slack.receiver.deliver(command('delete error-rate'));
    expect(slack.told().at(-1)).toContain('cannot be deleted from here');
    await slack.receiver.deliver(command('enable eror-rate'));
    expect(slack.told().at(-1)).toContain('Did you mean error-rate?');
  });

  it('history is narrowed down by hours, severity and limit', async () => {
    await using parts = await start();
    const { slack } = parts;
    const ask = async (text: string): Promise<string> => {
      await slack.receiver.deliver(command(text, 'U2'));
      return JSON.stringify(slack.server.callsOf('chat.postEphemeral').at(-1));
    };
    expect(await ask('history')).toContain('n = 1 alert, last 24 h, newest first');
    expect(await ask('history --severity warning')).toContain('No alerts in the last 24 h, severity warning.');
    expect(await ask('history --severity fatal')).toContain('info, warning, error, critical');
    await slack.outside.clock.advance(3 * 3_600_000);
    expect(await ask('history --hours 2')).toContain('No alerts in the last 2 h.');
    expect(await ask('history --hours 4 --limit 1')).toContain('n = 1 alert');
  });

  it('lists rules, types and severities', async () => {
    await using parts = await start();
    const { slack } = parts;
    for (const [verb, words] of [
      ['rules', ['error-rate', 'error_rate > 10 %', 'ALERT']],
      ['types', ['no_data', 'cost_spike', '> 2 ×']],
      ['severities', ['critical', 'also in quiet hours']],
      ['check', ['error-rate', '50 %']],
    ] as const) {
      await slack.receiver.deliver(command(verb, 'U2'));
      const told = JSON.stringify(slack.server.callsOf('chat.postEphemeral').at(-1));
      for (const word of words) expect(told).toContain(word);
    }
  });
});

interface OpenedView {
  private_metadata: string;
  blocks: { block_id?: string; element?: { initial_value?: string } }[];
}

const submission = (view: OpenedView, typed: Record<string, string>, userId = 'U9'): object => {
  presses += 1;
  const values = Object.fromEntries(
    view.blocks.flatMap(({ block_id: id, element }) =>
      id === undefined || element === undefined
        ? []
        : [[id, { text: { type: 'plain_text_input', value: typed[id] ?? element.initial_value ?? null } }]],
    ),
  );
  return {
    type: 'view_submission',
    team: { id: 'T1', domain: 'team' },
    user: { id: userId, team_id: 'T1' },
    trigger_id: `trigger-${presses}`,
    view: {
      id: 'V1',
      type: 'modal',
      callback_id: 'alert_rule',
      private_metadata: view.private_metadata,
      state: { values },
      hash: 'h1',
    },
  };
};

describe('the form of a rule', () => {
  it('edits a rule, says at once what is wrong, and refuses what was changed meanwhile', async () => {
    await using parts = await start();
    const { slack, room } = parts;
    await slack.receiver.deliver(command('edit error-rate'));
    const view = slack.server.callsOf('views.open').at(-1)?.['view'] as OpenedView;
    const threshold = 'threshold error_rate';
    const severity = { 'severity error_rate': 'critical' };
    await slack.receiver.deliver(submission(view, { [threshold]: 'much', ...severity }));
    expect((await room.alerts.rule('error-rate')).version).toBe(0);
    await slack.receiver.deliver(submission(view, { [threshold]: '25 %', ...severity }));
    expect(await room.alerts.rule('error-rate')).toMatchObject({
      version: 1,
      origin: 'changed',
      updatedBy: 'U9',
      rule: { threshold: 0.25, severity: 'critical', windowMinutes: 5 },
    });
    // The same form again: it was drawn from what stood there before.
    await slack.receiver.deliver(submission(view, { [threshold]: '30 %', ...severity }));
    expect((await room.alerts.rule('error-rate')).rule.threshold).toBe(0.25);
    expect(slack.audited.map(({ action, outcome, after }) => `${action} ${outcome} ${after?.slice(0, 20)}`)).toEqual([
      'alert_rule.save done {"id":"error-rate","',
      'alert_rule.save failed stale_rule',
    ]);
  });

  it('is drawn anew for another type, and makes a rule of it', async () => {
    await using parts = await start();
    const { slack, room } = parts;
    await slack.receiver.deliver(command('create'));
    expect(slack.server.callsOf('views.open')).toHaveLength(1);
    presses += 1;
    await slack.receiver.deliver({
      ...buttonPress('alert_rule_type', ''),
      trigger_id: `trigger-${presses}`,
      user: { id: 'U9', team_id: 'T1' },
      channel: undefined,
      message: undefined,
      container: { type: 'view', view_id: 'V1' },
      view: { id: 'V1', type: 'modal', hash: 'h1' },
      actions: [
        {
          type: 'static_select',
          block_id: 'type',
          action_id: 'alert_rule_type',
          selected_option: { value: 'run_cost', text: { type: 'plain_text', text: 'run_cost' } },
          action_ts: '1',
        },
      ],
    });
    const view = slack.server.callsOf('views.update').at(-1)?.['view'] as OpenedView;
    expect(JSON.stringify(view)).toContain('run_cost: cost of the dearest run.');
    await slack.receiver.deliver(submission(view, { name: 'Très dear!', 'severity run_cost': 'info' }));
    expect((await room.alerts.rule('tres-dear')).rule).toMatchObject({
      name: 'Très dear!',
      type: 'run_cost',
      threshold: 0.1,
      minSample: 1,
    });
    await slack.receiver.deliver(command('delete tres-dear'));
    expect(slack.told().at(-1)).toContain('The rule tres-dear is deleted.');
  });

  it('is not opened for people who may not change rules', async () => {
    await using parts = await start();
    const { slack } = parts;
    await slack.receiver.deliver(command('edit error-rate', 'U2'));
    expect(slack.server.callsOf('views.open')).toHaveLength(0);
    expect(slack.audited.at(-1)).toMatchObject({ action: 'alert_rule.save', outcome: 'refused' });
  });
});
