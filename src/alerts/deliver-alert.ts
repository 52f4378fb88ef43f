import { z } from 'zod';
import type { Alert, AlertDelivery, AlertStore } from '../core/alert.ts';
import { toAppError, toFailure, type Failure } from '../core/errors.ts';
import type { Outside } from '../core/outside.ts';
import type { NewJob } from '../core/ports.ts';
import type { Registry } from '../core/registry.ts';
import type { AlertChannel } from './alert-channel.ts';
import { describeAlert } from './describe-alert.ts';
import { eventLine } from './event-line.ts';
import type { AlertRuleType } from './rule-type.ts';
import { startDeadline } from '../core/start-deadline.ts';

export const AlertDeliveryPayload = z.strictObject({
  alertId: z.string(),
  eventNumber: z.int(),
  channel: z.string(),
});
export type AlertDeliveryPayload = z.infer<typeof AlertDeliveryPayload>;

/** With waits of up to five minutes between them, this is most of a day. */
const maxAttempts = 200;
/** How long one process has the line of an alert to a channel, and how often another one looks whether it is free. */
const lineMs = 120_000;
const lookAgainMs = 500;

/** The job that tells one channel of one event; the same twice is one. */
export function deliveryJob({ alertId, eventNumber, channel, dueAt }: AlertDelivery): NewJob {
  return {
    key: `alert:${alertId}:${eventNumber}:${channel}`,
    kind: 'alert-delivery',
    payload: { alertId, eventNumber, channel } satisfies AlertDeliveryPayload,
    runAt: dueAt,
    maxAttempts,
    group: `alert:${alertId}`,
  };
}

export interface AlertDeliverer {
  runJob(payload: AlertDeliveryPayload, signal: AbortSignal): Promise<void>;
  /** It will not be tried again. */
  onDead(payload: AlertDeliveryPayload, failure: Failure): Promise<void>;
}

/** Each channel by itself, in the order of events: what has to wait in one place does not hold up another. */
export function createAlertDeliverer(deps: {
  store: AlertStore;
  types: Registry<AlertRuleType>;
  channels(): readonly AlertChannel[];
  outside: Pick<Outside, 'clock' | 'log'>;
}): AlertDeliverer {
  const { store, types, outside } = deps;
  /** The end of the line per alert and channel: two jobs must not both find that nothing is posted yet. */
  const lines = new Map<string, Promise<void>>();

  async function tell(alert: Alert, channel: AlertChannel, upTo: number, signal: AbortSignal): Promise<void> {
    const events = await store.events(alert.id);
    for (const event of events.filter(({ number }) => number <= upTo)) {
      const told = (await store.deliveries(alert.id)).filter((delivery) => delivery.channel === channel.id);
      const delivery = told.find(({ eventNumber }) => eventNumber === event.number);
      if (delivery?.status !== 'waiting') continue;
      await store.countAttempt(delivery);
      const words = describeAlert(alert, types.get(alert.ruleType));
      const news = {
        alert,
        words,
        event,
        line: eventLine(event, words),
        events,
        earlier: told.filter(({ eventNumber }) => eventNumber < event.number),
        mayHaveArrived: delivery.attemptCount > 0,
      };
      try {
        const { place } = await channel.deliver(news, signal);
        await store.setDelivery({ ...delivery, status: 'sent', place, failure: null }, outside.clock.now());
      } catch (thrown) {
        const failure = toFailure(toAppError(thrown));
        await store.setDelivery({ ...delivery, failure }, outside.clock.now());
        throw thrown;
      }
    }
  }

  async function run(payload: AlertDeliveryPayload, signal: AbortSignal): Promise<void> {
    const { alertId, eventNumber } = payload;
    const alert = await store.get(alertId);
    if (alert === null) return;
    const channel = deps.channels().find(({ id }) => id === payload.channel);
    // Over before anybody was told, in quiet hours: then nobody needs to be. A channel that is no longer set up gets nothing.
    const isOverUntold = alert.resolvedAt !== null && alert.resolvedAt < alert.notifyAt;
    if (channel === undefined || isOverUntold) {
      const skipped = { alertId, eventNumber, channel: payload.channel, place: null, failure: null };
      await store.setDelivery({ ...skipped, status: 'skipped' }, outside.clock.now());
      return;
    }
    await tell(alert, channel, eventNumber, signal);
  }

  /** The same for the processes on one database. One that dies lets go in time, and one that hangs is stopped then. */
  async function runAlone(payload: AlertDeliveryPayload, signal: AbortSignal): Promise<void> {
    const { alertId, channel } = payload;
    const { clock } = outside;
    let untilMs = 0;
    for (;;) {
      untilMs = clock.now() + lineMs;
      if (await store.holdLine(alertId, channel, clock.now(), untilMs)) break;
      await clock.sleep(lookAgainMs, signal);
    }
    try {
      using deadline = startDeadline(clock, signal, lineMs);
      await run(payload, deadline.signal);
    } finally {
      await store.leaveLine(alertId, channel, untilMs);
    }
  }

  return {
    async runJob(payload, signal) {
      const key = `${payload.alertId} ${payload.channel}`;
      const before = lines.get(key) ?? Promise.resolve();
      const mine = before.then(() => runAlone(payload, signal));
      const end = mine.catch(() => undefined);
      lines.set(key, end);
      try {
        await mine;
      } finally {
        if (lines.get(key) === end) lines.delete(key);
      }
    },
    async onDead({ alertId, eventNumber, channel }, failure) {
      outside.log.error('an alert could not be delivered', { alertId, channel, code: failure.code });
      const deliveries = await store.deliveries(alertId);
      const delivery = deliveries.find((row) => row.channel === channel && row.eventNumber === eventNumber);
      if (delivery?.status !== 'waiting') return;
      await store.setDelivery({ ...delivery, status: 'failed', failure }, outside.clock.now());
    },
  };
}
