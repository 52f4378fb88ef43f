import type { Dataset, DatasetItem } from '../../../core/dataset.ts';
import { actionIds, button } from '../button.ts';
import { formatMetric } from '../format-metrics.ts';
import type { Report, ReportPart } from '../report.ts';
import { formatItemReference } from './item-reference.ts';

export interface ItemsPage {
  /** What the person may see of this page. */
  items: readonly DatasetItem[];
  hiddenCount: number;
  /** Id behind which the next page begins; null on the last one. */
  nextAfter: string | null;
}

/** `/dataset show NAME`: a page of its items. */
export function itemsReport(dataset: Dataset, { items, hiddenCount, nextAfter }: ItemsPage): Report {
  const more: ReportPart[] =
    nextAfter === null
      ? []
      : [
          {
            kind: 'actions',
            elements: [button(actionIds.moreItems, 'More', formatItemReference({ name: dataset.name, id: nextAfter }))],
          },
        ];
  return {
    title: `Dataset ${dataset.name}`,
    parts: [
      { kind: 'text', text: dataset.description },
      {
        kind: 'table',
        table: {
          columns: [
            { name: 'Item' },
            { name: 'Page' },
            { name: 'Theme' },
            { name: 'Tags' },
            { name: 'Score', align: 'right' },
            { name: 'Page kept' },
          ],
          rows: items.map((item) => [
            item.id,
            item.evidence?.sources[0]?.title ?? item.url,
            item.expectedTheme ?? '–',
            item.tags.join(' ') || '–',
            formatMetric.share(item.score),
            item.evidence === null ? 'no' : `${item.evidence.snippets.length} snippets`,
          ]),
        },
      },
      ...more,
      {
        kind: 'note',
        text: [
          `version ${dataset.version}, n = ${formatMetric.count(dataset.itemCount)} items`,
          ...(hiddenCount > 0 ? [`${hiddenCount} of this page come from channels you cannot see`] : []),
          `one of them: /dataset show ${dataset.name} ITEM`,
        ].join(' · '),
      },
    ],
  };
}
