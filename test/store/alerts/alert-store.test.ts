import { describe, expect, it } from 'vitest';
import type { AlertChange, AlertMemory } from '../../../src/core/alert.ts';
import { sampleAlert, sampleAlertRule } from '../../support/sample-alert.ts';
import { openTempStore } from '../../support/temp-store.ts';
import { dialects } from '../../support/test-databases.ts';

const at = Date.UTC(2026, 2, 2, 9);
const memory: AlertMemory = {
  ruleId: 'error-rate',
  scope: '',
  state: 'firing',
  since: at,
  value: 0.182,
  n: 22,
  checkedAt: at,
  cooldownUntil: at + 1,
  mutedUntil: at + 2,
};
const change = (changes: Partial<AlertChange>): AlertChange => ({
  memory: null,
  alert: null,
  events: [],
  deliveries: [],
  at,
  ...changes,
});
const opened = { kind: 'opened' as const, actorId: null, value: 0.182, n: 22 };

describe.each(dialects)('alerts on %s', (dialect) => {
  it('outlive the program, with their memory, events and deliveries', async () => {
    await using temp = await openTempStore({ dialect });
    const alert = sampleAlert();
    const deliveries = [
      { channel: 'slack', dueAt: at },
      { channel: 'email', dueAt: at + 5 },
    ];
    expect(await temp.store.alerts.apply(change({ memory, alert, events: [opened], deliveries }))).toBe(true);
    const { alerts } = await temp.openAnother();
    expect(await alerts.memories()).toEqual([memory]);
    expect(await alerts.open()).toEqual([alert]);
    expect(await alerts.events('alert-1')).toEqual([{ alertId: 'alert-1', number: 1, at, ...opened }]);
    expect((await alerts.waiting(9)).map(({ channel, dueAt }) => [channel, dueAt])).toEqual([
      ['slack', at],
      ['email', at + 5],
    ]);
    await alerts.setDelivery(
      { alertId: 'alert-1', eventNumber: 1, channel: 'slack', status: 'sent', place: 'C1/1.2', failure: null },
      at,
    );
    expect((await alerts.waiting(9)).map(({ channel }) => channel)).toEqual(['email']);
  });

  it('are open once a rule and scope, whoever opens them, and again once the first is over', async () => {
    await using temp = await openTempStore({ dialect });
    const { alerts } = temp.store;
    const other = (await temp.openAnother()).alerts;
    expect(await alerts.apply(change({ alert: sampleAlert({ id: 'a' }) }))).toBe(true);
    expect(await other.apply(change({ alert: sampleAlert({ id: 'b' }), memory, events: [opened] }))).toBe(false);
    expect(await other.memories()).toEqual([]);
    expect(await other.apply(change({ alert: sampleAlert({ id: 'c', scope: 'stage=x' }) }))).toBe(true);
    expect(await alerts.apply(change({ alert: sampleAlert({ id: 'a', version: 2, status: 'resolved' }) }))).toBe(true);
    expect(await other.apply(change({ alert: sampleAlert({ id: 'd', openedAt: at + 1 }) }))).toBe(true);
    expect((await alerts.latest('error-rate', ''))?.id).toBe('d');
  });

  it('are opened by one of two processes at the same moment, with one line to tell', async () => {
    await using temp = await openTempStore({ dialect });
    const stores = [temp.store, await temp.openAnother()];
    const deliveries = [{ channel: 'slack', dueAt: at }];
    for (const scope of ['', 'stage=a', 'stage=b']) {
      const opening = stores.map(({ alerts }, index) =>
        alerts.apply(
          change({ alert: sampleAlert({ id: `${scope}/${index}`, scope }), memory, events: [opened], deliveries }),
        ),
      );
      expect((await Promise.all(opening)).filter(Boolean)).toEqual([true]);
    }
    expect(await temp.store.alerts.open()).toHaveLength(3);
    expect(await temp.store.alerts.waiting(9)).toHaveLength(3);
  });

  it('change only from the form that was read', async () => {
    await using temp = await openTempStore({ dialect });
    const { alerts } = temp.store;
    await alerts.apply(change({ alert: sampleAlert() }));
    expect(await alerts.apply(change({ alert: sampleAlert({ version: 3 }), events: [opened] }))).toBe(false);
    expect(await alerts.apply(change({ alert: sampleAlert({ version: 2, repeatCount: 1 }) }))).toBe(true);
    expect(await alerts.apply(change({ alert: sampleAlert({ version: 2, repeatCount: 9 }) }))).toBe(false);
    expect(await alerts.get('alert-1')).toMatchObject({ version: 2, repeatCount: 1 });
    expect(await alerts.events('alert-1')).toEqual([]);
  });

  it('rules made in Slack change only from the version that was seen', async () => {
    await using temp = await openTempStore({ dialect });
    const { alerts } = temp.store;
    const rule = sampleAlertRule();
    expect(await alerts.putRule(rule, 0, 'U1', at)).toBe(true);
    expect(await alerts.putRule(rule, 0, 'U2', at)).toBe(false);
    expect(await alerts.putRule({ ...rule, threshold: 0.2 }, 1, 'U2', at)).toBe(true);
    expect(await alerts.putRule({ ...rule, threshold: 0.3 }, 1, 'U3', at)).toBe(false);
    expect(await alerts.rules()).toMatchObject([{ version: 2, updatedBy: 'U2', rule: { threshold: 0.2 } }]);
    expect([await alerts.deleteRule(rule.id), await alerts.deleteRule(rule.id)]).toEqual([true, false]);
  });

  it('a minute is checked by one of several processes', async () => {
    await using temp = await openTempStore({ dialect });
    const other = await temp.openAnother();
    const turns = [temp.store, other, temp.store].map(({ alerts }) => alerts.takeTurn('alerts checked', at));
    expect((await Promise.all(turns)).filter(Boolean)).toEqual([true]);
    expect(await other.alerts.takeTurn('alerts checked', at + 60_000)).toBe(true);
    expect(await other.alerts.takeTurn('alerts checked', at)).toBe(false);
  });
});

describe.each(dialects)('alerts that are over, on %s', (dialect) => {
  it('go with what was told of them after their time, but never while they are open', async () => {
    await using temp = await openTempStore({ dialect });
    const { alerts, canaryRuns } = temp.store;
    const deliveries = [{ channel: 'slack', dueAt: at }];
    await alerts.apply(change({ alert: sampleAlert({ id: 'over' }), events: [opened], deliveries }));
    await alerts.apply(change({ alert: sampleAlert({ id: 'over', version: 2, status: 'resolved' }) }));
    await alerts.apply(change({ alert: sampleAlert({ id: 'open' }), events: [opened], deliveries }));
    await canaryRuns.put({ id: 'c', at, url: 'https://ferry.example/', outcome: 'ok', failure: null, durationMs: 1 });
    await temp.outside.clock.advance((temp.settings.scoreDays - 1) * 86_400_000);
    expect(await temp.store.purge()).toMatchObject({ alerts: 0, canaryRuns: 0 });
    await temp.outside.clock.advance(2 * 86_400_000);
    expect(await temp.store.purge()).toMatchObject({ alerts: 1, canaryRuns: 1 });
    expect((await alerts.history({ fromMs: 0, limit: 9 })).map(({ id }) => id)).toEqual(['open']);
    expect(await alerts.events('over')).toEqual([]);
    expect((await alerts.waiting(9)).map(({ alertId }) => alertId)).toEqual(['open']);
  });
});
