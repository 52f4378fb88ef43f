import { setTimeout as wait } from 'node:timers/promises';
import type { Load } from './open-load.ts';
import type { KeptMessage } from './slack-world.ts';

/** How many of the last messages may still be changed. */
const fresh = 10;

/** Messages without a link, for each with one. */
const chatter = 1;

/** People talk, post links, edit and delete until `isEnough`, and pause while `outstanding` links wait for an answer. */
export async function beBusy(
  { people, truth, random }: Load,
  isEnough: () => boolean,
  outstanding: number,
): Promise<void> {
  let recent: { message: KeptMessage; linkCount: number }[] = [];
  while (!isEnough()) {
    if (truth.outstanding() >= outstanding) {
      await wait(10);
      continue;
    }
    const chosen = recent[Math.floor(random() * recent.length)];
    const act = random();
    if (chosen && act < 0.03) {
      people.remove(chosen.message);
      recent = recent.filter((one) => one !== chosen);
    } else if (chosen && act < 0.08 && chosen.linkCount < 3) {
      chosen.linkCount += 1;
      people.edit(chosen.message);
    } else {
      const linkCount = act < 0.85 ? 1 : 2;
      const root = act > 0.97 ? chosen?.message : undefined;
      const message = people.post(linkCount, root?.thread_ts === undefined ? root : undefined);
      recent = [...recent, { message, linkCount }].slice(-fresh);
      for (let said = 0; said < chatter; said += 1) people.chat();
    }
    // Others have their turn.
    await wait(1);
  }
}
