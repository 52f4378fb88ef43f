import type { Dataset } from '../core/dataset.ts';
import { candidateReport } from './blocks/datasets/candidate-report.ts';
import type { Report } from './blocks/report.ts';
import type { Asker } from './channel-access.ts';
import type { SlackServices } from './slack-dependencies.ts';
import { visibleItems } from './visible-items.ts';

const pageSize = 50;
/** Pages that are looked through for a candidate the person may see. */
const maxPages = 20;

/**
 * The next candidate of a dataset that the person may see, behind an id.
 * @returns null where none is left
 */
export async function nextCandidate(
  dataset: Dataset,
  afterId: string,
  asker: Asker,
  services: SlackServices,
): Promise<Report | null> {
  let after = afterId;
  for (let page = 0; page < maxPages; page += 1) {
    const behind = after === '' ? {} : { afterId: after };
    const items = await services.datasets.items(dataset.name, { status: 'candidate', limit: pageSize, ...behind });
    const [first] = await visibleItems(items, asker, services);
    if (first) return candidateReport(dataset.name, first, dataset.candidateCount);
    if (items.length < pageSize) return null;
    after = items.at(-1)?.id ?? '';
  }
  return null;
}
