import { setTimeout as wait } from 'node:timers/promises';
import type { Load } from '../open-load.ts';
import type { Fault } from './fault.ts';

const hourMs = 3_600_000;
const oneOf = ({ fleet, random }: Load): number => Math.floor(random() * fleet.size);

export const processKilled: Fault = {
  name: 'process killed',
  whyNot: () => null,
  async run(load) {
    const index = oneOf(load);
    await load.fleet.kill(index);
    await load.fleet.start(index);
  },
};

/** A restart by hand: SIGTERM, and a new one at once. */
export const processRestarted: Fault = {
  name: 'process restarted',
  whyNot: () => null,
  async run(load) {
    const index = oneOf(load);
    await load.fleet.end(index);
    await load.fleet.start(index);
  },
};

function clockJump(name: string, ms: number): Fault {
  return {
    name,
    whyNot: () => null,
    async run(load, lastsMs) {
      const index = oneOf(load);
      load.fleet.tell(index, { type: 'jump', ms });
      await wait(lastsMs);
      load.fleet.tell(index, { type: 'jump', ms: -ms });
    },
  };
}

export const clockAhead = clockJump('clock three hours ahead', 3 * hourMs);
export const clockBehind = clockJump('clock three hours behind', -3 * hourMs);
