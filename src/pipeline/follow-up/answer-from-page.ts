import type { Evidence, Snippet } from '../../core/evidence.ts';
import type { UsedExample } from '../../core/follow-up.ts';
import type { QueryType } from '../../core/query-type.ts';
import type { LanguageModel, PromptSource, Tracing } from '../../core/ports.ts';
import type { Outside } from '../../core/outside.ts';
import { rankSnippets } from '../../core/rank-snippets.ts';
import { AnswerQuestionAnswer } from '../../core/stages.ts';
import type { AnswerQuestionInput } from '../../core/stages.ts';
import type { ModelUse } from '../../core/summary.ts';
import type { PipelineSettings } from '../settings.ts';
import { createBoundary, fence } from '../../core/untrusted-text.ts';
import { formatExamples, withExamples } from './few-shot.ts';
import type { Example } from './few-shot.ts';

export interface AnswerDeps {
  settings: Pick<PipelineSettings, 'chunkCharacters' | 'exampleStyle'>;
  model: LanguageModel;
  prompts: PromptSource;
  tracing: Tracing;
  outside: Pick<Outside, 'newId'>;
}

export interface AskedPage {
  evidence: Evidence;
  question: string;
  queryType: QueryType;
  previous: AnswerQuestionInput['previous'];
  examples: readonly Example[];
}

export interface PageAnswer {
  answer: AnswerQuestionAnswer;
  use: ModelUse;
  examples: UsedExample[];
}

const promptName = 'follow-up';
const stage = 'follow_up';

/** Most sentences of an answer; what teaches takes more. */
const maxSentences: Readonly<Record<QueryType, number>> = {
  factual: 3,
  stance: 4,
  teaching: 6,
  repair: 3,
  smalltalk: 1,
  general: 4,
};

/** Puts the question to the model with the passages that have most to do with it. @throws AppError of the model */
export function answerFromPage(deps: AnswerDeps, page: AskedPage, signal: AbortSignal): Promise<PageAnswer> {
  const { evidence, question, queryType, previous, examples } = page;
  return deps.tracing.span('follow_up.answer', { kind: 'LLM', attributes: { stage } }, async (span) => {
    const prompt = await deps.prompts.get(promptName);
    const boundary = createBoundary(deps.outside.newId());
    const asked = previous === null ? question : `${previous.question} ${question}`;
    const input: AnswerQuestionInput = {
      question,
      queryType,
      title: evidence.sources[0]?.title ?? null,
      domain: evidence.domain,
      language: evidence.language,
      snippets: chooseSnippets(asked, evidence.snippets, deps.settings.chunkCharacters),
      previous,
      maxSentences: maxSentences[queryType],
    };
    const exampleText = formatExamples(examples, deps.settings.exampleStyle, boundary);
    const messages = withExamples(
      prompt.render({
        boundary,
        question: fence(question, boundary),
        query_type: queryType,
        previous:
          previous === null ? '(none)' : fence(`Question: ${previous.question}\nAnswer: ${previous.answer}`, boundary),
        title: fence(input.title ?? '(none)', boundary),
        domain: input.domain,
        language: input.language,
        snippets: fence(input.snippets.map(({ id, text }) => `[${id}] ${text}`).join('\n'), boundary),
        max_sentences: String(input.maxSentences),
        few_shot_examples: exampleText,
      }),
      exampleText,
    );
    const answer = await deps.model.complete({
      task: 'answer-question',
      stage,
      input,
      messages,
      promptName: prompt.name,
      promptVersion: prompt.version,
      parameters: prompt.config,
      schemaName: 'answer_question',
      schema: AnswerQuestionAnswer,
      signal,
    });
    const { provider, model, usage, costUsd, fallback } = answer;
    const isWithoutModel = provider === 'extractive';
    // A writer without a model reads no examples.
    const used = isWithoutModel ? [] : examples.map(({ dataset, itemId }) => ({ dataset, itemId }));
    span.set({
      provider,
      model,
      prompt_name: prompt.name,
      prompt_version: prompt.version,
      query_type: queryType,
      snippet_count: input.snippets.length,
      few_shot_style: deps.settings.exampleStyle,
      few_shot_examples: used.map(({ dataset, itemId }) => `${dataset}/${itemId}`),
      few_shot_count: used.length,
      input_tokens: usage.inputTokens,
      cached_input_tokens: usage.cachedInputTokens,
      output_tokens: usage.outputTokens,
      cost_usd: costUsd,
    });
    const { name, version } = prompt;
    const use: ModelUse = { provider, model, promptName: name, promptVersion: version, usage, costUsd, fallback };
    return { answer: answer.value, use, examples: used };
  });
}

/** Those that have most to do with the question, in page order, as many as one call reads. */
function chooseSnippets(question: string, snippets: readonly Snippet[], maxCharacters: number): Snippet[] {
  const scores = rankSnippets(question, snippets);
  const order = snippets.map((_, index) => index).toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
  const chosen = new Set<number>();
  let left = maxCharacters;
  for (const index of order) {
    const length = snippets[index]?.text.length ?? 0;
    if (length > left) break;
    left -= length;
    chosen.add(index);
  }
  return snippets.filter((_, index) => chosen.has(index));
}
