import { importFormId } from '../blocks/datasets/import-form.ts';
import { renderNote } from '../blocks/note-message.ts';
import { describeChange } from '../describe-dataset-change.ts';
import { importFile } from '../import-items.ts';
import type { SlackView, Submission } from './view.ts';

/** A JSON file of items. */
export const importFileForm: SlackView = {
  callbackId: importFormId,
  needs: 'dataset.import',
  check: (submission) => (fileOf(submission) === null ? { file: 'Choose a JSON file.' } : null),
  async run(submission, services) {
    const change = await importFile(submission.privateMetadata, fileOf(submission) ?? '', submission, services);
    await services.tell(submission.person, renderNote(describeChange(change)));
  },
};

function fileOf({ values }: Submission): string | null {
  const given = values['file'];
  return (typeof given === 'string' ? given : given?.[0]) ?? null;
}
