import { expect, test } from 'vitest';
import { tellQueryType } from '../../src/core/query-type.ts';

test.each([
  ['hi', 'smalltalk'],
  ['Hello there!', 'smalltalk'],
  ['thanks a lot 🎉', 'smalltalk'],
  ['👍', 'smalltalk'],
  // Whole words alone: "hi" is in "this" and "which", "yo" in "you", "ok" in "token".
  ['this?', 'general'],
  ['which token?', 'factual'],
  ['you tokenise this', 'general'],
  ['hi, how many nodes were there?', 'factual'],
  ['How many nodes did they test with?', 'factual'],
  ['who wrote it', 'factual'],
  ['What is the licence?', 'factual'],
  ['how does the merge work?', 'teaching'],
  ['Explain HNSW in simple terms', 'teaching'],
  ['what does fsync mean here?', 'teaching'],
  ['Why are retries jittered?', 'teaching'],
  ['what do you think of it?', 'stance'],
  ['Should we use this for our queue?', 'stance'],
  ['is it worth the move?', 'stance'],
  ["that's wrong", 'repair'],
  ['no, I meant the second benchmark', 'repair'],
  ['You misunderstood the question', 'repair'],
  ['limits of the graph', 'general'],
])('%s is %s', (question, type) => {
  expect(tellQueryType(question).type).toBe(type);
});

test('rules say where they are not sure', () => {
  expect(tellQueryType('what is it about?').isCertain).toBe(false);
  expect(tellQueryType('limits').isCertain).toBe(false);
  expect(tellQueryType('how many?').isCertain).toBe(true);
});
