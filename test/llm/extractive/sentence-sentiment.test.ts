import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SentenceSentimentAnswer } from '../../../src/core/stages.ts';
import { runExtractiveTask } from '../../../src/llm/extractive/run-task.ts';

function feel(...texts: string[]): string[] {
  const input = { sentences: texts.map((text, at) => ({ number: at + 1, text })) };
  const answer = SentenceSentimentAnswer.parse(JSON.parse(runExtractiveTask('sentence-sentiment', input)));
  return answer.sentences.map(({ sentiment }) => sentiment);
}

describe('sentiment by lists of words', () => {
  it.each([
    ['This is an excellent summary, thanks!', 'very_positive'],
    ['Really useful.', 'positive'],
    ['Danke, sehr hilfreich.', 'very_positive'],
    ['Good, but too slow for us.', 'neutral'],
    ['The cache holds 200 entries.', 'neutral'],
    ['A great deal of the volume lies near borders.', 'neutral'],
    ['Is it open source?', 'neutral'],
    ['The numbers in it are wrong.', 'negative'],
    ['I do not like it.', 'negative'],
    ["That isn't bad.", 'positive'],
    ['Terrible, and wrong as well as misleading.', 'very_negative'],
    ['Leider unklar und falsch.', 'very_negative'],
    [':+1:', 'positive'],
    ['👎', 'negative'],
  ])('says of "%s" that it is %s', (text, expected) => {
    expect(feel(text)).toEqual([expected]);
  });

  it('answers for every sentence once, whatever is in it', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 20 }), (texts) => {
        expect(feel(...texts)).toHaveLength(texts.length);
      }),
    );
  });

  it('is not turned by words that every object knows', () => {
    expect(feel('constructor toString __proto__')).toEqual(['neutral']);
  });
});
