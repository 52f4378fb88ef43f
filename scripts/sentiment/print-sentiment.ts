import { sentimentValues, type TextSentiment } from '../../src/core/sentiment.ts';
import { describeSentiment } from '../../src/pipeline/sentiment/sentiment-sensor.ts';

/** One line a sentence with its value from -1 to 1, and the mean. */
export function printSentiment(sentiment: TextSentiment): string {
  const lines = sentiment.sentences.map(
    ({ text, sentiment: word }) => `${signed(sentimentValues[word])}  ${word.padEnd(13)}  ${text}`,
  );
  const mean = sentiment.mean === null ? 'no sentence was found' : `mean ${signed(sentiment.mean)}`;
  return [...lines, `${mean} · ${describeSentiment(sentiment)}`].join('\n');
}

function signed(value: number): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(2)}`;
}
