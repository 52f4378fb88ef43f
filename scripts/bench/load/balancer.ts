import type { Outside } from '../../../src/core/outside.ts';
import { createHttpRequests } from '../../../src/workspace/delivery/http-requests.ts';
import type { Transport } from '../../../src/workspace/delivery/transport.ts';
import type { Faults } from '../../../src/workspace/faults.ts';

/** Deals signed requests to the processes in turn, and goes to the next one where one cannot be reached. */
export interface Balancer extends Transport {
  /** Where a process listens; null while it is down. */
  place(index: number, port: number | null): void;
}

export function createBalancer(signingSecret: string, outside: Outside, faults: Faults): Balancer {
  const processes: (Transport | null)[] = [];
  let turn = 0;
  return {
    isConnected: () => processes.some((one) => one !== null),
    place(index, port) {
      processes[index] =
        port === null
          ? null
          : createHttpRequests(
              {
                requestUrl: `http://127.0.0.1:${port}/slack/events`,
                signingSecret: () => signingSecret,
                ackTimeoutMs: 3000,
              },
              outside,
              faults,
            );
    },
    async send(envelope) {
      turn += 1;
      for (let tries = 0; tries < processes.length; tries += 1) {
        const chosen = processes[(turn + tries) % processes.length];
        const delivery = await chosen?.send(envelope);
        if (delivery && (delivery.acked || delivery.reason !== 'connection_failed')) return delivery;
      }
      return { acked: false, reason: 'connection_failed' };
    },
  };
}
