import type { QueryType } from '../../core/query-type.ts';
import type { Example } from './few-shot.ts';

/** Made for this purpose; they show a manner, and what they speak of exists nowhere. */
const examples: Readonly<Record<QueryType, readonly { question: string; answer: string }[]>> = {
  factual: [
    {
      question: 'How many nodes did they test with?',
      answer: 'The test ran on 40 nodes. A second run with 200 nodes is planned and has not been done.',
    },
    { question: 'When was it released?', answer: 'Version 2 came out in May 2024.' },
  ],
  stance: [
    {
      question: 'Is it worth moving to?',
      answer:
        'The page argues for it where writes are rare, because reads then need no lock. It warns against it for busy queues, where merging costs more than it saves.',
    },
  ],
  teaching: [
    {
      question: 'How does the merge work?',
      answer:
        'Each writer adds its change to a log of its own. A background task reads the logs in order and writes one sorted file. Readers look into that file first and into the logs only for what is newer.',
    },
  ],
  repair: [
    {
      question: 'No, I meant the second benchmark.',
      answer: 'In the second benchmark the median was 12 ms, against 30 ms before the change.',
    },
  ],
  smalltalk: [],
  general: [
    {
      question: 'Anything on limits?',
      answer: 'The page names two limits: files may be at most 2 GB, and names are compared without regard to case.',
    },
  ],
};

export function builtInExamples(queryType: QueryType): Example[] {
  return examples[queryType].map((example, index) => ({
    dataset: 'built-in',
    itemId: `${queryType}-${index + 1}`,
    ...example,
  }));
}
