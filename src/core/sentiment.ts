/** What the sentences of a text feel like. */

/** From most to least content; the model says one of these words of each sentence. */
export const sentimentWords = ['very_positive', 'positive', 'neutral', 'negative', 'very_negative'] as const;
export type SentimentWord = (typeof sentimentWords)[number];

/** -1 to 1. */
export const sentimentValues: Readonly<Record<SentimentWord, number>> = {
  very_positive: 1,
  positive: 0.5,
  neutral: 0,
  negative: -0.5,
  very_negative: -1,
};

export interface SentenceSentiment {
  text: string;
  sentiment: SentimentWord;
}

export interface TextSentiment {
  sentences: SentenceSentiment[];
  /** Mean over the sentences, -1 to 1; null where there is none. */
  mean: number | null;
  /** Sentences beyond the limit, which were not looked at. */
  leftOut: number;
  /** `lexicon`: counted by a list of words, without a model. */
  method: 'model' | 'lexicon';
  /** null where the model has no known price. */
  costUsd: number | null;
}
