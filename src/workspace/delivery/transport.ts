import type { JsonObject } from '../records.ts';

export type EnvelopeKind = 'events_api' | 'slash_commands' | 'interactive';

export interface Envelope {
  id: string;
  kind: EnvelopeKind;
  payload: JsonObject;
  retry?: { attempt: number; reason: string };
}

/** `body` is what the app sent along: a command's answer, a view's response_action; null where it sent nothing. */
export type Delivery = { acked: true; body: unknown } | { acked: false; reason: string };

/** A way to the app. */
export interface Transport {
  /** One attempt; resolves when the app acknowledged or the time for it is over. Never throws. */
  send(envelope: Envelope): Promise<Delivery>;
  isConnected(): boolean;
}
