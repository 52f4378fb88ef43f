import { datasetNamePattern } from '../../core/dataset.ts';
import { addFormId } from '../blocks/datasets/add-form.ts';
import { renderNote } from '../blocks/note-message.ts';
import { parseSummaryReference } from '../blocks/summary-reference.ts';
import { describeChange } from '../describe-dataset-change.ts';
import { readSummaryAgain } from '../read-summary-again.ts';
import type { SlackView, Submission } from './view.ts';

/** "Add to dataset" of the menu under a summary. */
export const addToDataset: SlackView = {
  callbackId: addFormId,
  needs: 'dataset.add',
  check({ values }) {
    const [chosen, typed] = [values['dataset'], textOf(values['newDataset'])];
    if (typed === '' && typeof chosen !== 'string') return { newDataset: 'Choose a dataset, or name a new one.' };
    if (typed !== '' && !datasetNamePattern.test(typed)) {
      return { newDataset: 'At most 64 lower case letters, digits, - and _.' };
    }
    return null;
  },
  async run(submission, services) {
    const name = nameOf(submission);
    const { values, userId } = submission;
    const change = await services.access.change(submission, { action: 'dataset.add', target: name }, async () => {
      const summary = await readSummaryAgain(parseSummaryReference(submission.privateMetadata), submission, services);
      const labels = {
        expectedTheme: textOf(values['theme']) || null,
        tags: textOf(values['tags'])
          .toLowerCase()
          .split(/[\s,]+/)
          .filter(Boolean),
        notes: textOf(values['notes']) || null,
      };
      const result = await services.datasets.addSummaries(name, [{ summary, labels }], userId);
      return { result, before: null, after: describeChange(result) };
    });
    await services.tell(submission.person, renderNote(describeChange(change)));
  },
};

function nameOf({ values }: Submission): string {
  return textOf(values['newDataset']) || textOf(values['dataset']);
}

function textOf(value: Submission['values'][string] | undefined): string {
  return typeof value === 'string' ? value.trim() : '';
}
