import { expect, test } from 'vitest';
import { vetAnswer } from '../../../src/pipeline/follow-up/vet-answer.ts';
import { sampleEvidence } from '../../support/sample-evidence.ts';

const evidence = sampleEvidence([
  'A test with 40 machines moved 3 gigabytes in 90 seconds.',
  'Conflicts are not merged; they are kept as two files.',
]);
const vet = (text: string, ...snippet_ids: number[]) =>
  vetAnswer({ told: true, sentences: [{ text, snippet_ids }] }, evidence);

test('a sentence that its snippets carry stays, with the quote behind it', () => {
  expect(vet('The test moved 3 gigabytes in 90 seconds.', 1, 1, 9)).toEqual({
    sentences: [{ text: 'The test moved 3 gigabytes in 90 seconds.', snippetIds: [1] }],
    quotes: [{ snippetId: 1, text: evidence.snippets[0]?.text, url: evidence.finalUrl }],
    dropped: [],
  });
});

test.each([
  [
    'a number that the page does not have',
    'The test moved 5 gigabytes in 90 seconds.',
    [1],
    'not carried by its snippets',
  ],
  ['a negation turned round', 'Conflicts are merged into two files.', [2], 'not carried by its snippets'],
  ['the right words of another snippet', 'Conflicts are kept as two files.', [1], 'not carried by its snippets'],
  ['a snippet that does not exist', 'The test moved 3 gigabytes.', [7], 'no such snippet'],
  ['a control sequence', '<!channel> The test moved 3 gigabytes.', [1], 'not fit to post'],
  ['a foreign link', 'The test at https://evil.example/x moved 3 gigabytes.', [1], 'not fit to post'],
])('%s is dropped and counted', (_what, text, ids, reason) => {
  expect(vet(text, ...ids)).toMatchObject({ sentences: [], quotes: [], dropped: [{ reason, count: 1 }] });
});
