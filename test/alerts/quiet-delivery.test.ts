import { expect, it } from 'vitest';
import type { AlertChannel } from '../../src/alerts/alert-channel.ts';
import { createAlertDeliverer } from '../../src/alerts/deliver-alert.ts';
import { alertRuleTypes } from '../../src/alerts/rules/index.ts';
import { sampleAlert } from '../support/sample-alert.ts';
import { openTempStore } from '../support/temp-store.ts';

it('tells nobody of what began and ended in quiet hours, and records that', async () => {
  await using temp = await openTempStore();
  const { alerts } = temp.store;
  const at = temp.outside.clock.now();
  const told: string[] = [];
  const channel: AlertChannel = {
    id: 'slack',
    events: ['opened', 'recovered'],
    takes: () => true,
    deliver({ alert, event }) {
      told.push(`${alert.id} ${event.kind}`);
      return Promise.resolve({ place: 'C1/1.1' });
    },
  };
  const deliverer = createAlertDeliverer({
    store: alerts,
    types: alertRuleTypes,
    channels: () => [channel],
    outside: temp.outside,
  });
  const morning = at + 8 * 3_600_000;
  const put = async (id: string, scope: string, resolvedAt: number): Promise<void> => {
    const event = { kind: 'opened' as const, actorId: null, value: 1, n: 9 };
    const base = { memory: null, deliveries: [{ channel: 'slack', dueAt: morning }], at };
    const alert = sampleAlert({ id, scope, openedAt: at, notifyAt: morning });
    await alerts.apply({ ...base, alert, events: [event] });
    const over = { ...alert, version: 2, status: 'resolved' as const, resolvedAt, resolution: 'recovered' as const };
    await alerts.apply({ ...base, alert: over, events: [{ ...event, kind: 'recovered' }] });
  };
  await put('in-the-night', 'a', morning - 1);
  await put('in-the-morning', 'b', morning + 1);
  const { signal } = new AbortController();
  for (const { alertId, eventNumber, channel: id } of await alerts.waiting(9))
    await deliverer.runJob({ alertId, eventNumber, channel: id }, signal);
  expect(told).toEqual(['in-the-morning opened', 'in-the-morning recovered']);
  expect((await alerts.deliveries('in-the-night')).map(({ status }) => status)).toEqual(['skipped', 'skipped']);
  // The same job again tells nothing again.
  await deliverer.runJob({ alertId: 'in-the-morning', eventNumber: 2, channel: 'slack' }, signal);
  expect(told).toHaveLength(2);
});
