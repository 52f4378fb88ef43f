import { AppError } from '../../core/errors.ts';
import type { Outside } from '../../core/outside.ts';
import type { LanguageModel, PromptSource, Tracing } from '../../core/ports.ts';
import { splitSentences } from '../../core/sentences.ts';
import { sentimentValues } from '../../core/sentiment.ts';
import type { SentenceSentiment, TextSentiment } from '../../core/sentiment.ts';
import { SentenceSentimentAnswer } from '../../core/stages.ts';
import type { SentenceSentimentInput } from '../../core/stages.ts';
import { createBoundary, fence } from '../../core/untrusted-text.ts';

export interface ScoreTextDeps {
  model: LanguageModel;
  prompts: PromptSource;
  tracing: Tracing;
  outside: Pick<Outside, 'newId'>;
  maxSentences: number;
}

const promptName = 'sentence-sentiment';
const stage = 'sentiment';
const maxSentenceLength = 600;

/**
 * Splits a text into sentences and says what each feels like: by a model where one is set up, else by lists of words, which the result says.
 * @param language code of the text's language, where it is known
 * @throws AppError of the model; `model_bad_answer` where it leaves sentences out
 */
export function scoreText(
  deps: ScoreTextDeps,
  { text, language }: { text: string; language?: string | undefined },
  signal: AbortSignal,
): Promise<TextSentiment> {
  return deps.tracing.span('sentiment.score', { kind: 'LLM', attributes: { stage } }, async (span) => {
    const all = splitSentences(text, language).filter((sentence) => /\p{L}/u.test(sentence));
    const sentences = all.slice(0, deps.maxSentences).map((sentence) => sentence.slice(0, maxSentenceLength));
    if (sentences.length === 0) return { sentences: [], mean: null, leftOut: 0, method: 'lexicon', costUsd: 0 };
    const prompt = await deps.prompts.get(promptName);
    const input: SentenceSentimentInput = {
      sentences: sentences.map((words, at) => ({ number: at + 1, text: words })),
    };
    const boundary = createBoundary(deps.outside.newId());
    const answer = await deps.model.complete({
      task: 'sentence-sentiment',
      stage,
      input,
      messages: prompt.render({
        boundary,
        sentences: fence(input.sentences.map(({ number, text: words }) => `[${number}] ${words}`).join('\n'), boundary),
      }),
      promptName: prompt.name,
      promptVersion: prompt.version,
      parameters: prompt.config,
      schemaName: 'sentence_sentiment',
      schema: SentenceSentimentAnswer,
      signal,
    });
    const scored = inOrder(sentences, answer.value);
    const mean = scored.reduce((sum, { sentiment }) => sum + sentimentValues[sentiment], 0) / scored.length;
    const method = answer.provider === 'extractive' ? 'lexicon' : 'model';
    span.set({
      provider: answer.provider,
      model: answer.model,
      prompt_name: prompt.name,
      prompt_version: prompt.version,
      langfuse_prompt_version: prompt.langfuseVersion,
      sentence_count: scored.length,
      sentiment_mean: mean,
      sentiment_method: method,
      input_tokens: answer.usage.inputTokens,
      output_tokens: answer.usage.outputTokens,
      cost_usd: answer.costUsd,
    });
    return { sentences: scored, mean, leftOut: all.length - sentences.length, method, costUsd: answer.costUsd };
  });
}

/** A sentence without an answer is no neutral one. */
function inOrder(sentences: readonly string[], answer: SentenceSentimentAnswer): SentenceSentiment[] {
  const byNumber = new Map(answer.sentences.map(({ number, sentiment }) => [number, sentiment]));
  return sentences.map((text, at) => {
    const sentiment = byNumber.get(at + 1);
    if (sentiment !== undefined) return { text, sentiment };
    throw new AppError({
      code: 'model_bad_answer',
      message: `The model left out sentence ${at + 1} of ${sentences.length}.`,
      retryable: true,
    });
  });
}
