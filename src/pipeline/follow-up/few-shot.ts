import type { DatasetStore } from '../../core/dataset.ts';
import type { ExampleUse, UsedExample } from '../../core/follow-up.ts';
import type { ChatMessage } from '../../core/ports.ts';
import type { QueryType } from '../../core/query-type.ts';
import { fence } from '../../core/untrusted-text.ts';
import { builtInExamples } from './built-in-examples.ts';

/** A question and a good answer to it. */
export interface Example extends UsedExample {
  question: string;
  answer: string;
}

export const exampleStyles = ['qa', 'conversation', 'structured'] as const;
export type ExampleStyle = (typeof exampleStyles)[number];

const datasetName = 'high_quality_responses';
const minScore = 0.8;
const maxExamples = 3;
const maxAnswerLength = 1200;

/**
 * At most three good answers to questions of this type: the best scored first, of equal ones those whose answers people liked more. Built-in ones
 * where the dataset has none. What was collected in another channel stays there: its readers are not those of this one.
 */
export async function chooseExamples(
  queryType: QueryType,
  datasets: Pick<DatasetStore, 'get' | 'items'>,
  usage: readonly ExampleUse[],
  channelId: string,
): Promise<Example[]> {
  const isThere = (await datasets.get(datasetName)) !== null;
  const items = isThere
    ? await datasets.items(datasetName, {
        status: 'active',
        minScore,
        queryType,
        channelIds: [channelId],
        order: 'score',
        limit: 50,
      })
    : [];
  const liking = new Map(
    usage.filter(({ dataset }) => dataset === datasetName).map(({ itemId, up, down }) => [itemId, up - down]),
  );
  const found = items
    .flatMap(({ id, query, referenceResponse, score }) =>
      query === null || referenceResponse === null
        ? []
        : [{ dataset: datasetName, itemId: id, question: query, answer: referenceResponse, score: score ?? 0 }],
    )
    .toSorted((a, b) => b.score - a.score || (liking.get(b.itemId) ?? 0) - (liking.get(a.itemId) ?? 0))
    .slice(0, maxExamples)
    .map(({ score: _score, ...example }) => example);
  return found.length > 0 ? found : builtInExamples(queryType).slice(0, maxExamples);
}

/** The examples as text; the words in them are people's and models', so they stand fenced. */
export function formatExamples(examples: readonly Example[], style: ExampleStyle, boundary: string): string {
  if (examples.length === 0) return '(none)';
  const cut = (text: string): string => text.replace(/\s+/gu, ' ').trim().slice(0, maxAnswerLength);
  const texts = examples.map(({ question, answer }) => {
    switch (style) {
      case 'qa':
        return `Q: ${cut(question)}\nA: ${cut(answer)}`;
      case 'conversation':
        return `User: ${cut(question)}\nAssistant: ${cut(answer)}`;
      case 'structured':
        return JSON.stringify({ question: cut(question), answer: cut(answer) });
    }
  });
  return fence(texts.join(style === 'structured' ? '\n' : '\n\n'), boundary);
}

/** Where the prompt has no place for the examples, they come before what it says. */
export function withExamples(messages: readonly ChatMessage[], examples: string): ChatMessage[] {
  if (messages.some(({ content }) => content.includes(examples))) return [...messages];
  const prefix = `Good answers to other questions about other pages, for their manner only:\n${examples}\n\n`;
  return messages.map((message, index) => (index === 0 ? { ...message, content: prefix + message.content } : message));
}
