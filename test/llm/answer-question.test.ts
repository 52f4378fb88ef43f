import { expect, test } from 'vitest';
import type { AnswerQuestionInput } from '../../src/core/stages.ts';
import { answerQuestion } from '../../src/llm/extractive/answer-question.ts';
import { sampleEvidence } from '../support/sample-evidence.ts';

const paragraphs = [
  'Heron keeps folders of several machines in step over the local network.',
  'The first release came out in March 2021 and ran on Linux alone.',
  'A test with 40 machines moved 3 gigabytes in 90 seconds. Conflicts are kept as two files.',
  {
    text: 'Each change is written to a journal, and the other machines ask for what is newer.',
    headingPath: ['Replication'],
  },
];
const ask = (question: string, changes: Partial<AnswerQuestionInput> = {}) => {
  const { snippets, language, domain } = sampleEvidence(paragraphs);
  return answerQuestion({
    question,
    queryType: 'factual',
    title: 'Heron',
    domain,
    language,
    snippets,
    previous: null,
    maxSentences: 3,
    ...changes,
  });
};

test.each([
  ['how many machines were in the test?', 'A test with 40 machines moved 3 gigabytes in 90 seconds.', 3],
  ['When was the first release?', 'The first release came out in March 2021 and ran on Linux alone.', 2],
  ['what happens to conflicts', 'Conflicts are kept as two files.', 3],
  [
    'explain how replication works',
    'Each change is written to a journal, and the other machines ask for what is newer.',
    4,
  ],
])('%s is answered by the page’s own sentence', (question, sentence, snippetId) => {
  const { told, sentences } = ask(question);
  expect(told).toBe(true);
  expect(sentences[0]).toEqual({ text: sentence, snippet_ids: [snippetId] });
});

test.each(['who won the world cup in 1998?', 'does it run on Windows?', 'what is the price of a licence?'])(
  '%s is not told',
  (question) => {
    expect(ask(question)).toEqual({ told: false, sentences: [] });
  },
);

test('a question about the whole page gets its central sentences', () => {
  expect(ask('what is this about?').sentences.length).toBeGreaterThan(0);
});

test('a second try never repeats the sentence of the first', () => {
  const previous = {
    question: 'what of machines?',
    answer: 'A test with 40 machines moved 3 gigabytes in 90 seconds.',
  };
  const { sentences } = ask("that's wrong", { previous });
  expect(sentences.map(({ text }) => text)).not.toContain(previous.answer);
});
