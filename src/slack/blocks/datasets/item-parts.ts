import type { DatasetItem } from '../../../core/dataset.ts';
import { formatMetric } from '../format-metrics.ts';
import type { ReportPart } from '../report.ts';

const shownLength = 1500;

/** One item with everything that a person judges it by; every text in it is literal. */
export function itemParts(item: DatasetItem): ReportPart[] {
  const { evidence } = item;
  const text = (label: string, value: string | null): ReportPart[] =>
    value === null || value === ''
      ? []
      : [
          { kind: 'heading', text: label },
          { kind: 'text', text: shorten(value) },
        ];
  return [
    {
      kind: 'figures',
      figures: [
        { label: 'Page', value: evidence?.sources[0]?.title ?? item.url },
        { label: 'Address', value: item.url },
        { label: 'Score', value: formatMetric.share(item.score) },
        { label: 'Theme', value: item.expectedTheme ?? '–' },
        { label: 'Tags', value: item.tags.join(' ') || '–' },
        { label: 'Added', value: `${formatMetric.moment(item.addedAt)} by ${addedByText(item.addedBy)}` },
      ],
    },
    ...text('Notes', item.notes),
    ...text('Question', item.query),
    ...text('Reference answer', item.referenceResponse),
    ...(evidence === null
      ? []
      : text('Page as it was read', evidence.snippets.map((snippet) => snippet.text).join(' … '))),
  ];
}

function addedByText(addedBy: string): string {
  if (addedBy === 'file') return 'its file';
  return addedBy === 'collect' ? 'votes and scores' : 'a person';
}

function shorten(text: string): string {
  return text.length <= shownLength ? text : `${text.slice(0, shownLength)} …`;
}
