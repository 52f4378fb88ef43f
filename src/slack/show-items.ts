import { itemsReport } from './blocks/datasets/items-report.ts';
import type { Report } from './blocks/report.ts';
import type { Asker } from './channel-access.ts';
import type { SlackServices } from './slack-dependencies.ts';
import { visibleItems } from './visible-items.ts';

const pageSize = 25;

/** A page of a dataset's active items, behind an id. @throws AppError `unknown_dataset`. */
export async function showItems(name: string, afterId: string, asker: Asker, services: SlackServices): Promise<Report> {
  const dataset = await services.datasets.find(name);
  const after = afterId === '' ? {} : { afterId };
  const page = await services.datasets.items(name, { status: 'active', limit: pageSize, ...after });
  const items = await visibleItems(page, asker, services);
  return itemsReport(dataset, {
    items,
    hiddenCount: page.length - items.length,
    nextAfter: page.length < pageSize ? null : (page.at(-1)?.id ?? null),
  });
}
