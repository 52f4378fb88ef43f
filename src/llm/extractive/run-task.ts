import { AppError } from '../../core/errors.ts';
import type {
  AnswerQuestionInput,
  ComposeReplyInput,
  ExtractFactsInput,
  SentenceSentimentInput,
} from '../../core/stages.ts';
import { answerQuestion } from './answer-question.ts';
import { composeReply } from './compose-reply.ts';
import { extractFacts } from './extract-facts.ts';
import { sentenceSentiment } from './sentence-sentiment.ts';

/** Tasks that can be done without a model; each works on the request's input, never on the rendered prompt. */
const tasks: Readonly<Record<string, (input: unknown) => unknown>> = {
  'extract-facts': (input) => extractFacts(input as ExtractFactsInput),
  'answer-question': (input) => answerQuestion(input as AnswerQuestionInput),
  'sentence-sentiment': (input) => sentenceSentiment(input as SentenceSentimentInput),
  'compose-reply': (input) => composeReply(input as ComposeReplyInput),
};

/** @returns the answer as JSON text. @throws AppError `model_unavailable` for a task that needs a model. */
export function runExtractiveTask(task: string, input: unknown): string {
  const work = tasks[task];
  if (work) return JSON.stringify(work(input));
  throw new AppError({
    code: 'model_unavailable',
    message: 'This needs a model, and none is configured.',
    hint: 'Set OPENAI_API_KEY, or OPENAI_BASE_URL for a compatible server.',
  });
}
