import type { PressStore } from '../core/press-store.ts';
import type { Click } from './actions/click.ts';

/** Nobody changes their mind as fast as this. */
const apartMs = 1000;

/** Whether this is the second press of a double click: the same button, by the same person, less than a second after another press of theirs. */
export async function isDoubleClick(
  { teamId, userId, actionId, value = '', pressedAt }: Click,
  presses: Pick<PressStore, 'take'>,
): Promise<boolean> {
  if (!Number.isFinite(pressedAt)) return false;
  return !(await presses.take([teamId, userId, actionId, value].join(' '), pressedAt, apartMs));
}
