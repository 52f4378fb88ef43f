import type { DatasetItem } from '../core/dataset.ts';
import type { Asker } from './channel-access.ts';
import type { SlackServices } from './slack-dependencies.ts';

/** Of some items those that were collected where the person may read, and those that were collected nowhere. */
export async function visibleItems(
  items: readonly DatasetItem[],
  asker: Asker,
  { channels }: Pick<SlackServices, 'channels'>,
): Promise<DatasetItem[]> {
  const visible: DatasetItem[] = [];
  for (const item of items) {
    if (await channels.maySee({ channel: item.channelId, user: null }, asker)) visible.push(item);
  }
  return visible;
}
