import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from './fault.ts';

const cutEveryMs = 400;
const atOnce = 25;

export const socketFlaps: Fault = {
  name: 'socket flaps',
  whyNot: ({ sockets }) => (sockets ? null : 'only with --transport socket'),
  async run({ sockets, random }, ms) {
    for (const until = performance.now() + ms; performance.now() < until; await wait(cutEveryMs)) {
      if (random() < 0.5) sockets?.cut();
      else sockets?.requestRefresh();
    }
  },
};

export const eventsTwice: Fault = {
  name: 'events come twice',
  whyNot: () => null,
  async run({ deliveryFaults }, ms) {
    deliveryFaults.arm({ fault: 'duplicate_event', times: atOnce });
    deliveryFaults.arm({ fault: 'drop_ack', times: atOnce });
    await wait(ms);
    deliveryFaults.arm({ fault: 'duplicate_event', times: 0 });
    deliveryFaults.arm({ fault: 'drop_ack', times: 0 });
  },
};
