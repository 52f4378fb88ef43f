import type { SentimentWord } from '../../core/sentiment.ts';
import type { SentenceSentimentAnswer, SentenceSentimentInput } from '../../core/stages.ts';
import { displeased, negations, pleased, strengtheners } from './sentiment-words.ts';

/** Sentiment by lists of words, for where there is no model: it hears words, not irony. */
export function sentenceSentiment({ sentences }: SentenceSentimentInput): SentenceSentimentAnswer {
  return { sentences: sentences.map(({ number, text }) => ({ number, sentiment: sentimentOf(text) })) };
}

/** Say how much, not how good. */
const amounts: ReadonlySet<string> = new Set([
  'great deal',
  'great many',
  'good deal',
  'well as',
  'like a',
  'like the',
  'hard disk',
  'hard drive',
]);

function sentimentOf(text: string): SentimentWord {
  const words =
    text
      .toLowerCase()
      .replaceAll('’', "'")
      .match(/[\p{L}']+/gu) ?? [];
  let sum = 0;
  for (const [at, word] of words.entries()) {
    const weight = amounts.has(`${word} ${words[at + 1] ?? ''}`) ? 0 : weightOf(word);
    if (weight === 0) continue;
    const isTurned = words.slice(Math.max(0, at - 3), at).some((before) => negations.has(before));
    const factor = strengtheners.has(words[at - 1] ?? '') ? 1.5 : 1;
    // "Not great" is milder than "bad".
    sum += weight * factor * (isTurned ? -0.75 : 1);
  }
  sum += emojiSum(text);
  if (sum >= 2) return 'very_positive';
  if (sum > 0.5) return 'positive';
  if (sum <= -2) return 'very_negative';
  return sum < -0.5 ? 'negative' : 'neutral';
}

function weightOf(word: string): number {
  if (Object.hasOwn(pleased, word)) return pleased[word] ?? 0;
  return Object.hasOwn(displeased, word) ? -(displeased[word] ?? 0) : 0;
}

/** As Slack writes them, and as characters. */
function emojiSum(text: string): number {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  const up = count(/:(?:\+1|thumbsup|tada|heart|raised_hands|fire|clap|smile|100):|👍|🎉|❤|🙌|🔥|👏|😀|😄/gu);
  const down = count(/:(?:-1|thumbsdown|disappointed|rage|cry|confused):|👎|😞|😡|😢|😕/gu);
  return up - down;
}
