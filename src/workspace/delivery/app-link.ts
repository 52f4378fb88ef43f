import type { Outside } from '../../core/outside.ts';
import type { Faults } from '../faults.ts';
import type { JsonObject } from '../records.ts';
import type { Traffic } from '../traffic.ts';
import type { Delivery, Envelope, EnvelopeKind, Transport } from './transport.ts';

/** Brings events, commands and interactions to the app and tries again where it does not acknowledge. */
export interface AppLink {
  /** An `event_callback`; delivered in the background, three retries. */
  deliverEvent(payload: JsonObject): void;
  /** Delivers the events that an earlier run did not, once. */
  resume(): void;
  /** A command or interaction; sent again once. Resolves with the app's answer or why there is none. */
  deliver(kind: Exclude<EnvelopeKind, 'events_api'>, payload: JsonObject): Promise<Delivery>;
  isConnected(): boolean;
  stop(): void;
}

/** The events on their way, so that a restart loses none. */
export interface EventsUnderWay {
  /** Those of an earlier run, the oldest first. */
  left: readonly JsonObject[];
  begin(payload: JsonObject): void;
  end(payload: JsonObject): void;
}

/** Slack's waits before the three retries of an event: at once, after a minute, after five. */
const eventRetryWaitsMs = [0, 60_000, 300_000];
const interactionRetryWaitsMs = [0];

export function createAppLink(
  transport: Transport,
  underWay: EventsUnderWay,
  faults: Faults,
  traffic: Traffic,
  outside: Outside,
): AppLink {
  const stopping = new AbortController();
  let left = underWay.left;

  const attempt = async (envelope: Envelope): Promise<Delivery> => {
    const end = traffic.begin('to_app', describeEnvelope(envelope), envelope.payload);
    const delivery = await transport.send(envelope);
    if (delivery.acked) end(delivery.body);
    else end(null, delivery.reason);
    return delivery;
  };

  const sendWithRetries = async (
    kind: EnvelopeKind,
    payload: JsonObject,
    waitsMs: readonly number[],
    first: Pick<Envelope, 'retry'> = {},
  ): Promise<Delivery> => {
    const id = outside.newId();
    let delivery = await attempt({ id, kind, payload, ...first });
    for (const [index, waitMs] of waitsMs.entries()) {
      if (delivery.acked || stopping.signal.aborted) break;
      if (waitMs > 0) await outside.clock.sleep(waitMs, stopping.signal);
      delivery = await attempt({ id, kind, payload, retry: { attempt: index + 1, reason: delivery.reason } });
    }
    return delivery;
  };

  const deliverInBackground = (payload: JsonObject, first?: Pick<Envelope, 'retry'>): void => {
    underWay.begin(payload);
    sendWithRetries('events_api', payload, eventRetryWaitsMs, first)
      .then(() => {
        // An event that was cut short by stopping goes out with the next run.
        if (!stopping.signal.aborted) underWay.end(payload);
        return undefined;
      })
      .catch((error: unknown) => {
        if (!stopping.signal.aborted) outside.log.error('workspace event could not be delivered', { error });
      });
  };

  return {
    deliverEvent(payload) {
      deliverInBackground(payload);
      if (faults.take('duplicate_event')) deliverInBackground(payload);
    },
    resume() {
      const events = left;
      left = [];
      for (const payload of events) deliverInBackground(payload, { retry: { attempt: 1, reason: 'timeout' } });
    },
    deliver: (kind, payload) => sendWithRetries(kind, payload, interactionRetryWaitsMs),
    isConnected: () => transport.isConnected(),
    stop: () => stopping.abort(new Error('The workspace stops.')),
  };
}

function describeEnvelope({ kind, payload, retry }: Envelope): string {
  const event = payload['event'] as JsonObject | undefined;
  const inner = [event?.['type'] ?? payload['type'] ?? payload['command'], event?.['subtype']].filter(Boolean);
  return `${kind} ${inner.join('.')}${retry ? ` (retry ${retry.attempt})` : ''}`;
}
