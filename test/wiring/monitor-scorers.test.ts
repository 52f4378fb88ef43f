import { expect, test } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { createMonitorScorers } from '../../src/wiring/monitor-scorers.ts';
import type { ExtractedItem } from '../../src/monitor/item.ts';
import { blankItem } from '../../src/monitor/blank-item.ts';
import { scorerRegistry } from '../../src/evals/scorer-registry.ts';
import { scorers as codeScorers } from '../../src/evals/scorers/index.ts';
import { checkDraft } from '../../src/pipeline/stages/check-draft.ts';
import { createMemoryTracing } from '../support/memory-tracing.ts';
import { plainPrompts } from '../support/plain-prompts.ts';
import { createScriptedModel } from '../support/scripted-model.ts';
import type { Script } from '../support/scripted-model.ts';
import { createTestOutside } from '../support/test-outside.ts';
import { sampleSummary } from '../support/sample-summary.ts';

const signal = new AbortController().signal;

function itemOf(summary = sampleSummary()): ExtractedItem {
  const { evidence, factSheet, draft, length } = summary;
  if (!evidence || !factSheet || !draft) throw new Error('the sample has a draft');
  return {
    teamId: 'T1',
    traceId: summary.traceId,
    summaryId: summary.id,
    channelId: 'C1',
    datasetItem: blankItem('one', 0),
    summary: { evidence, factSheet, draft, themes: [], length },
    conversation: null,
  };
}

function scorersOf(script: Script, provider = 'scripted') {
  let checks = 0;
  const list = createMonitorScorers({
    check: (input) => Promise.resolve(((checks += 1), checkDraft(codeScorers, input))),
    judge: {
      model: createScriptedModel({ 'judge-relevance': script }, { provider }),
      prompts: plainPrompts,
      tracing: createMemoryTracing(),
      outside: createTestOutside(),
    },
  });
  const find = (id: string) => {
    const scorer = list.find((one) => one.id === id);
    if (!scorer) throw new Error(`there is no scorer ${id}`);
    return scorer;
  };
  return { list, find, checks: () => checks };
}

test('the scorers of evals and those of conversations are one list', () => {
  const { list } = scorersOf(() => null);
  expect(list.map(({ id }) => id)).toEqual([
    ...scorerRegistry.list().map(({ id }) => id),
    'reactions',
    'stalemate',
    'answer_words',
  ]);
});

test('all code scorers look at an item together, each gives its own value, and one without an opinion gives none', async () => {
  const { find, checks } = scorersOf(() => null);
  const item = itemOf();
  const coverage = await find('coverage').score(item, signal);
  expect(coverage).toMatchObject({ value: expect.any(Number), reason: expect.stringContaining('thirds of the page') });
  expect(await find('grounding').score(item, signal)).toMatchObject({ passed: expect.any(Boolean) });
  expect(await find('expected_theme').score(item, signal)).toBeNull();
  expect(checks()).toBe(1);
  await find('coverage').score(itemOf(), signal);
  expect(checks()).toBe(2);
});

test('a judge gives its grade with its cost; without a model it is not there', async () => {
  const answer: Script = (request) => request.schema.parse({ grade: 4, reason: 'It is to the point.' });
  const { find } = scorersOf(answer);
  expect(find('relevance').missing?.()).toBeNull();
  expect(await find('relevance').score(itemOf(), signal)).toMatchObject({ value: 0.75, passed: true, costUsd: 0.001 });
  expect(scorersOf(answer, 'extractive').find('relevance').missing?.()).toContain(
    'asks a model, and none is configured',
  );
});

test.each([
  ['model_rate_limited', true],
  ['budget_exceeded', true],
  ['model_refused', false],
])('a judge that fails with %s is no score of 0, and may be asked later: %s', async (code, retryable) => {
  const { find } = scorersOf(() => new AppError({ code, message: 'No.' }));
  await expect(find('relevance').score(itemOf(), signal)).rejects.toMatchObject({ code, retryable });
});
