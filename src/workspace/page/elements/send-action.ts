import { asRecord, asText, type JsonRecord } from '../read-json.ts';
import type { ElementPlace } from './element-place.ts';

/**
 * Tells the app about a click or a change, after the element's own confirmation if it has one. The control shows that it is busy meanwhile.
 * Returns false when the person backed out.
 */
export async function sendAction(
  item: JsonRecord,
  place: ElementPlace,
  control: HTMLElement,
  change: { selected?: string[]; input?: string } = {},
): Promise<boolean> {
  if (control.getAttribute('aria-busy') === 'true') return false;
  if (item['confirm'] !== undefined && !(await place.context.confirm(asRecord(item['confirm'])))) return false;
  control.setAttribute('aria-busy', 'true');
  try {
    await place.context.act({ blockId: place.blockId, actionId: asText(item['action_id']), ...change });
  } finally {
    control.removeAttribute('aria-busy');
  }
  return true;
}
