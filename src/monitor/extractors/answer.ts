import { z } from 'zod';
import { readPath } from '../../core/dot-path.ts';
import { AppError } from '../../core/errors.ts';
import { blankItem } from '../blank-item.ts';
import type { MonitorExtractor } from '../plugins.ts';

const maxCharacters = 40_000;
const Params = z.strictObject({
  /** Where the question and the answer are in the observation. */
  query: z.string().min(1).default('input'),
  response: z.string().min(1).default('output'),
});

/** What was asked and what was answered, found by paths; texts that hold JSON are looked into. */
export const answer: MonitorExtractor<z.infer<typeof Params>> = {
  id: 'answer',
  summary: 'the question and the answer of an observation, by dot paths',
  params: Params,
  takes: ['observation'],
  gives: ['answer'],
  async extract({ id, happenedAt, data }, params) {
    if (data.kind !== 'observation') throw new Error('takes observations');
    const { observation } = data;
    const opened = {
      ...observation,
      input: openJson(observation.input),
      output: openJson(observation.output),
      metadata: openJson(observation.metadata),
    };
    const query = toText(readPath(opened, params.query));
    const response = toText(readPath(opened, params.response));
    if (response === '') {
      throw new AppError({
        code: 'no_answer',
        message: `There is no text at "${params.response}" of the observation.`,
      });
    }
    return {
      teamId: null,
      traceId: observation.traceId ?? null,
      summaryId: null,
      channelId: null,
      datasetItem: {
        ...blankItem(id, happenedAt),
        query,
        referenceResponse: response,
        traceId: observation.traceId ?? null,
        cluster: observation.name ?? null,
      },
      summary: null,
      conversation: null,
    };
  },
};

function openJson(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{"]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function toText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return (typeof value === 'string' ? value : JSON.stringify(value)).trim().slice(0, maxCharacters);
}
