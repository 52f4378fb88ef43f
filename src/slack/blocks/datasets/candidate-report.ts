import type { DatasetItem } from '../../../core/dataset.ts';
import { actionIds, button } from '../button.ts';
import type { Report } from '../report.ts';
import { formatItemReference } from './item-reference.ts';
import { itemParts } from './item-parts.ts';

const questions: Readonly<Record<string, string>> = {
  high_quality_responses: 'Is this an answer to learn from?',
  needs_improvement: 'Is this a page that answers should get better on?',
};

/** One candidate with Confirm, Reject and Later. @param waiting how many wait, this one among them */
export function candidateReport(name: string, item: DatasetItem, waiting: number): Report {
  const value = formatItemReference({ name, id: item.id });
  return {
    title: `Candidate of ${name}`,
    parts: [
      { kind: 'text', text: questions[name] ?? 'Does this belong into the dataset?' },
      ...itemParts(item),
      {
        kind: 'actions',
        elements: [
          button(actionIds.confirmCandidate, 'Confirm', value, 'primary'),
          button(actionIds.rejectCandidate, 'Reject', value, 'danger'),
          button(actionIds.nextCandidate, 'Later', value),
        ],
      },
      { kind: 'note', text: `${waiting} ${waiting === 1 ? 'candidate waits' : 'candidates wait'}` },
    ],
  };
}
