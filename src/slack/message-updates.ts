import type { Outside } from '../core/outside.ts';
import type { ReplyPlace } from '../core/ports.ts';

/** Best-effort updates of posted messages: only the newest wish per message is sent, at most one an interval. */
export interface MessageUpdates {
  /** Never throws and never waits. */
  request(place: ReplyPlace, send: () => Promise<void>): void;
  /** Forgets what is waiting for the message and waits for what is being sent, so that the next write is the last. */
  settle(place: ReplyPlace): Promise<void>;
}

interface Lane {
  next: (() => Promise<void>) | null;
  sending: Promise<void>;
  pause: AbortController;
}

export function createMessageUpdates(outside: Outside, intervalMs: number): MessageUpdates {
  const lanes = new Map<string, Lane>();
  const keyOf = (place: ReplyPlace): string => `${place.channelId}/${place.ts}`;

  const drain = async (key: string, lane: Lane): Promise<void> => {
    while (lane.next !== null) {
      const send = lane.next;
      lane.next = null;
      lane.sending = send().catch((error: unknown) => {
        outside.log.debug('a progress update was not taken', { error });
      });
      await lane.sending;
      await outside.clock.sleep(intervalMs, lane.pause.signal).catch(() => undefined);
    }
    if (lanes.get(key) === lane) lanes.delete(key);
  };

  return {
    request(place, send) {
      const key = keyOf(place);
      const known = lanes.get(key);
      if (known) {
        known.next = send;
        return;
      }
      const lane: Lane = { next: send, sending: Promise.resolve(), pause: new AbortController() };
      lanes.set(key, lane);
      void drain(key, lane);
    },
    async settle(place) {
      const key = keyOf(place);
      const lane = lanes.get(key);
      if (!lane) return;
      lane.next = null;
      lanes.delete(key);
      await lane.sending;
      lane.pause.abort(new Error('settled'));
    },
  };
}
