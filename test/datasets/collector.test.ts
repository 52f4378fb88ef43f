import { expect, test } from 'vitest';
import type { StoredSummary } from '../../src/core/ports.ts';
import { createCollector } from '../../src/datasets/collector.ts';
import type { AnswerScores } from '../../src/datasets/overall-score.ts';
import { DatasetSettings } from '../../src/datasets/settings.ts';
import { redactValue } from '../../src/observe/redact.ts';
import { sampleSummary } from '../support/sample-summary.ts';
import { openTempStore } from '../support/temp-store.ts';

const signal = new AbortController().signal;

/** The collector over a real store; each summary has the score that is given with it. */
async function open(settings: Partial<DatasetSettings> = {}) {
  const temp = await openTempStore();
  const { datasets, summaries, feedback } = temp.store;
  const scores = new Map<string, AnswerScores>();
  const collector = createCollector({
    store: datasets,
    summaries,
    feedback,
    scoresOf: async ({ id }) => scores.get(id) ?? { judges: [], scorers: [] },
    redact: redactValue,
    outside: temp.outside,
    settings: DatasetSettings.parse(settings),
  });
  const now = temp.outside.clock.now();
  return {
    collector,
    datasets,
    feedback,
    async add(id: string, score: number | null, changes: Partial<StoredSummary> = {}) {
      await summaries.save(sampleSummary({ id, jobId: id, createdAt: now, updatedAt: now, ...changes }));
      scores.set(id, { judges: [], scorers: score === null ? [] : [score] });
    },
    idsOf: async (name: string) =>
      (await datasets.items(name, { limit: 100 })).map(({ id, status }) => `${id} ${status}`),
    [Symbol.asyncDispose]: () => temp[Symbol.asyncDispose](),
  };
}

test('summaries at the bounds are offered, those between and those without a score are not', async () => {
  await using door = await open();
  await door.add('good', 0.8);
  await door.add('fair', 0.79);
  await door.add('poor', 0.5);
  await door.add('unknown', null);
  await door.add('failed', 0.9, { outcome: 'failed' });
  await door.add('direct', 0.9, { channelId: 'D1' });
  await door.add('old', 0.9, { updatedAt: 1 });
  expect(await door.collector.run(signal)).toEqual({ high_quality_responses: 1, needs_improvement: 1 });
  expect(await door.idsOf('high_quality_responses')).toEqual(['good.1 candidate']);
  expect(await door.idsOf('needs_improvement')).toEqual(['poor.1 candidate']);
  const good = await door.datasets.getItem('high_quality_responses', 'good.1');
  expect(good).toMatchObject({ score: 0.8, addedBy: 'collect', channelId: 'C1' });
  expect(good?.referenceResponse).toContain('TLDR:');
});

test('what was offered once is not offered again, whatever a person said', async () => {
  await using door = await open();
  await door.add('a', 0.9);
  await door.add('b', 0.9);
  await door.collector.run(signal);
  await door.datasets.setStatus('high_quality_responses', 'a.1', 'candidate', 'rejected');
  await door.datasets.setStatus('high_quality_responses', 'b.1', 'candidate', 'active');
  expect(await door.collector.run(signal)).toEqual({ high_quality_responses: 0, needs_improvement: 0 });
  await door.feedback.vote('a', 'U1', 'up', 1);
  await door.collector.voted('a');
  expect(await door.idsOf('high_quality_responses')).toEqual(['a.1 rejected', 'b.1 active']);
});

test('of many the clearest are taken first', async () => {
  await using door = await open({ collectLimit: 2 });
  for (const [id, score] of [
    ['a', 0.85],
    ['b', 0.99],
    ['c', 0.9],
    ['d', 0.4],
    ['e', 0.1],
  ] as const)
    await door.add(id, score);
  await door.collector.run(signal);
  expect(await door.idsOf('high_quality_responses')).toEqual(['b.1 candidate', 'c.1 candidate']);
  expect(await door.idsOf('needs_improvement')).toEqual(['d.1 candidate', 'e.1 candidate']);
  await door.collector.run(signal);
  expect(await door.idsOf('high_quality_responses')).toHaveLength(3);
});

test('votes offer a summary and take it back', async () => {
  await using door = await open();
  await door.add('a', 0.7);
  const vote = async (user: string, value: 'up' | 'down') => {
    await door.feedback.vote('a', user, value, 1);
    await door.collector.voted('a');
    return [await door.idsOf('high_quality_responses'), await door.idsOf('needs_improvement')];
  };
  expect(await vote('U1', 'up')).toEqual([['a.1 candidate'], []]);
  expect(await vote('U2', 'down')).toEqual([[], []]);
  expect(await vote('U1', 'down')).toEqual([[], ['a.1 candidate']]);
  expect(await vote('U1', 'down')).toEqual([[], ['a.1 candidate']]);
  expect(await vote('U2', 'down')).toEqual([[], []]);
});

test('a vote that is taken back leaves what the score had offered', async () => {
  await using door = await open();
  await door.add('a', 0.9);
  await door.collector.run(signal);
  for (let press = 0; press < 2; press += 1) {
    await door.feedback.vote('a', 'U1', 'up', 1);
    await door.collector.voted('a');
  }
  expect(await door.idsOf('high_quality_responses')).toEqual(['a.1 candidate']);
});

test('personal data and secrets are taken out before anything is kept', async () => {
  await using door = await open();
  const evidence = sampleSummary().evidence;
  if (evidence === null) throw new Error('no evidence');
  const [first, ...rest] = evidence.snippets;
  if (first === undefined) throw new Error('no snippet');
  const text = 'Write to anna@ferry.example with the key sk-abcdefghijklmnopqrstuvwxyz123456.';
  await door.add('a', 0.9, { evidence: { ...evidence, snippets: [{ ...first, text }, ...rest] } });
  await door.collector.run(signal);
  const stored = JSON.stringify(await door.datasets.getItem('high_quality_responses', 'a.1'));
  expect(stored).not.toContain('anna@');
  expect(stored).not.toContain('sk-abcdef');
});
