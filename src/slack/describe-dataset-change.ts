import type { DatasetChange } from '../datasets/desk.ts';
import { plural } from './blocks/format-figures.ts';

/** What a change did, in a sentence for people and the audit log. */
export function describeChange({ dataset, added, replaced }: DatasetChange): string {
  const changes = [
    ...(added > 0 || replaced === 0 ? [`${plural(added, 'item')} added`] : []),
    ...(replaced > 0 ? [`${plural(replaced, 'item')} replaced`] : []),
  ];
  return `${dataset.name}: ${changes.join(', ')}; it has ${plural(dataset.itemCount, 'item')} now, version ${dataset.version}.`;
}
