import type { Outside } from '../core/outside.ts';
import { randomLetters } from './random-text.ts';
import type { Faults } from './faults.ts';
import { SlackRefusal } from './slack-refusal.ts';

/** Trigger ids: each lets the app open one modal, for three seconds. */
export interface Triggers {
  /** For an act of `userId`; `viewId` is the modal it happened in. */
  issue(userId: string, viewId?: string): string;
  /** @throws SlackRefusal `invalid_trigger_id`, `exchanged_trigger_id`, `expired_trigger_id` */
  exchange(triggerId: string): { userId: string; viewId: string | null };
}

const lifeMs = 3000;
const keptTriggers = 1000;

export function createTriggers(outside: Outside, faults: Faults): Triggers {
  const issued = new Map<string, { userId: string; viewId: string | null; expiresAt: number; isUsed: boolean }>();
  return {
    issue(userId, viewId) {
      const now = outside.clock.now();
      const id = `${now}.${Math.floor(outside.random() * 1e12)}.${randomLetters(outside, 32)}`;
      const isExpired = faults.take('expired_trigger') !== null;
      issued.set(id, { userId, viewId: viewId ?? null, expiresAt: isExpired ? now - 1 : now + lifeMs, isUsed: false });
      const oldest = issued.keys().next().value;
      if (issued.size > keptTriggers && oldest !== undefined) issued.delete(oldest);
      return id;
    },
    exchange(triggerId) {
      const trigger = issued.get(triggerId);
      if (!trigger) throw new SlackRefusal('invalid_trigger_id');
      if (trigger.isUsed) throw new SlackRefusal('exchanged_trigger_id');
      if (outside.clock.now() > trigger.expiresAt) throw new SlackRefusal('expired_trigger_id');
      trigger.isUsed = true;
      return { userId: trigger.userId, viewId: trigger.viewId };
    },
  };
}
