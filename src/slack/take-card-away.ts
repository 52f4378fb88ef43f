import type { Person } from './tell.ts';

/** Removes the card whose button was pressed from the screen of the presser. Best effort: where Slack does not take that, its buttons refuse. */
export async function takeCardAway({ respond }: Pick<Person, 'respond'>): Promise<void> {
  await respond?.({ delete_original: true }).catch(() => undefined);
}
