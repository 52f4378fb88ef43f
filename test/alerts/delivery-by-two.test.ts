import { describe, expect, it } from 'vitest';
import type { AlertChannel } from '../../src/alerts/alert-channel.ts';
import { createAlertDeliverer } from '../../src/alerts/deliver-alert.ts';
import { alertRuleTypes } from '../../src/alerts/rules/index.ts';
import type { Store } from '../../src/store/open-store.ts';
import { sampleAlert } from '../support/sample-alert.ts';
import { dialects } from '../support/test-databases.ts';
import { openTempStore } from '../support/temp-store.ts';
import type { TempStore } from '../support/temp-store.ts';
import { until } from '../support/until.ts';

const { signal } = new AbortController();
const event = { kind: 'opened' as const, actorId: null, value: 1, n: 9 };
const jobOf = (eventNumber: number) => ({ alertId: 'alert-1', eventNumber, channel: 'slack' });

/** A new alert, and the line of somebody who acknowledged it at once. */
async function openAlert({ store, outside }: TempStore): Promise<void> {
  const at = outside.clock.now();
  const change = { memory: null, deliveries: [{ channel: 'slack', dueAt: at }], at };
  await store.alerts.apply({ ...change, alert: sampleAlert(), events: [event] });
  const acknowledged = sampleAlert({ version: 2, status: 'acknowledged' });
  await store.alerts.apply({ ...change, alert: acknowledged, events: [{ ...event, kind: 'acknowledged' }] });
}

/** A process's deliverer to a channel that both processes share; each message takes until `open`. */
function delivererOn({ outside }: TempStore, { alerts }: Store, told: string[], open: Promise<void>) {
  const channel: AlertChannel = {
    id: 'slack',
    events: ['opened', 'acknowledged'],
    takes: () => true,
    async deliver({ event: { kind }, earlier }) {
      told.push(earlier.some(({ place }) => place !== null) ? `${kind} in the thread` : `${kind} as a card`);
      await open;
      return { place: 'C1/1.1' };
    },
  };
  return createAlertDeliverer({ store: alerts, types: alertRuleTypes, channels: () => [channel], outside });
}

describe.each(dialects)('two processes that tell of one alert, on %s', (dialect) => {
  it('post one card, and the second goes on where the first was', async () => {
    await using temp = await openTempStore({ dialect });
    await openAlert(temp);
    const told: string[] = [];
    const open = Promise.withResolvers<void>();
    const here = delivererOn(temp, temp.store, told, open.promise).runJob(jobOf(1), signal);
    await until(() => told.length === 1);
    const there = delivererOn(temp, await temp.openAnother(), told, open.promise).runJob(jobOf(2), signal);
    // The limit of the first, and the second waiting.
    await until(() => temp.outside.clock.waiting() === 2);
    open.resolve();
    await here;
    await temp.outside.clock.advance(500);
    await there;
    expect(told).toEqual(['opened as a card', 'acknowledged in the thread']);
  });

  it('wait for one that died no longer than it may take', async () => {
    await using temp = await openTempStore({ dialect });
    await openAlert(temp);
    const now = temp.outside.clock.now();
    // What a killed process leaves behind.
    expect(await temp.store.alerts.holdLine('alert-1', 'slack', now, now + 120_000)).toBe(true);
    const told: string[] = [];
    const done = delivererOn(temp, await temp.openAnother(), told, Promise.resolve()).runJob(jobOf(2), signal);
    await until(() => temp.outside.clock.waiting() === 1);
    expect(await temp.store.alerts.holdLine('alert-1', 'slack', now + 119_999, now + 300_000)).toBe(false);
    expect(told).toEqual([]);
    await until(async () => {
      await temp.outside.clock.advance(1000);
      return told.length === 2;
    });
    await done;
    expect(temp.outside.clock.now()).toBeGreaterThanOrEqual(now + 120_000);
    expect(told).toEqual(['opened as a card', 'acknowledged in the thread']);
    // The line is free again, and only for whoever has it.
    const later = temp.outside.clock.now();
    expect(await temp.store.alerts.holdLine('alert-1', 'slack', later, later + 1)).toBe(true);
    await temp.store.alerts.leaveLine('alert-1', 'slack', later + 2);
    expect(await temp.store.alerts.holdLine('alert-1', 'slack', later, later + 5)).toBe(false);
  });
});
