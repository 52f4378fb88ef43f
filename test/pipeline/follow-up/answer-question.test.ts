import { expect, test } from 'vitest';
import { AppError } from '../../../src/core/errors.ts';
import type { StoredFollowUp } from '../../../src/core/follow-up.ts';
import { createQuestionAnswerer } from '../../../src/pipeline/follow-up/answer-question.ts';
import { vetAnswer } from '../../../src/pipeline/follow-up/vet-answer.ts';
import type { FollowUpPayload } from '../../../src/pipeline/payloads.ts';
import { createInMemoryJob } from '../../support/in-memory-job.ts';
import { sampleDatasetItem } from '../../support/sample-dataset-item.ts';
import { sampleFollowUp } from '../../support/sample-follow-up.ts';
import { samplePageSummary } from '../../support/sample-page-summary.ts';
import type { Script } from '../../support/scripted-model.ts';
import { openTempStore } from '../../support/temp-store.ts';
import { testSummarizer } from '../test-summarizer.ts';

const payload: FollowUpPayload = {
  teamId: 'T1',
  channelId: 'C1',
  threadTs: '1.0',
  questionTs: '1.5',
  userId: 'U1',
  question: 'How many machines were in the test?',
  summaryId: 's',
  url: 'https://a.example/1',
};
const page = ['A test with 40 machines moved 3 gigabytes in 90 seconds.', 'Conflicts are kept as two files.'];
const good: Script = () => ({ told: true, sentences: [{ text: 'The test had 40 machines.', snippet_ids: [1] }] });

async function start(script: Script = good, others: Record<string, Script> = {}) {
  const temp = await openTempStore();
  await temp.store.summaries.save(samplePageSummary({ id: 's', url: payload.url, page, title: 'Heron' }));
  const given = testSummarizer({ scripts: { 'answer-question': script, ...others } });
  const events: string[] = [];
  const posted: StoredFollowUp[] = [];
  const answerer = createQuestionAnswerer({
    ...given.deps,
    thinking: {
      ...given.deps.thinking,
      vetAnswer: (answer, evidence) => Promise.resolve(vetAnswer(answer, evidence)),
    },
    reply: {
      open: (_target, { mayExist }) => {
        events.push(mayExist ? 'found' : 'open');
        return Promise.resolve({ channelId: 'C1', ts: '1.6' });
      },
      progress: (_target, _place, stage) => void events.push(stage),
      finish(_target, _place, followUp) {
        posted.push(followUp);
        return Promise.resolve({ blockCount: 1, bytes: 1 });
      },
      withdraw: () => Promise.resolve(void events.push('withdraw')),
    },
    summaries: temp.store.summaries,
    followUps: temp.store.followUps,
    datasets: temp.store.datasets,
  });
  const ask = async (changes: Partial<FollowUpPayload> = {}, job = createInMemoryJob('job-1')) => {
    await answerer.runJob({ ...payload, ...changes }, job.attempt());
    return posted.at(-1);
  };
  return { ...given, temp, answerer, events, posted, ask, [Symbol.asyncDispose]: () => temp[Symbol.asyncDispose]() };
}

test('a question becomes an answer from the page, with quotes, in one message', async () => {
  await using given = await start();
  expect(await given.ask()).toMatchObject({
    outcome: 'answered',
    queryType: 'factual',
    sentences: [{ text: 'The test had 40 machines.', snippetIds: [1] }],
    quotes: [{ snippetId: 1, text: page[0], url: payload.url }],
    replyTs: '1.6',
    costUsd: 0.001,
    title: 'Heron',
  });
  expect(given.events).toEqual(['open', 'page', 'answer', 'check']);
  expect(await given.temp.store.followUps.byJob('job-1')).toMatchObject({ question: payload.question });
  expect(given.tracing.spans.map(({ name, kind }) => [name, kind])).toEqual([
    ['follow_up.run', 'CHAIN'],
    ['follow_up.route', 'CHAIN'],
    ['follow_up.answer', 'LLM'],
    ['follow_up.check', 'EVALUATOR'],
    ['slack.post_message', 'CHAIN'],
  ]);
});

test('sentences that the page does not carry are left out; where none is left the page does not tell', async () => {
  await using given = await start(() => ({
    told: true,
    sentences: [
      { text: 'The test had 40 machines.', snippet_ids: [1] },
      { text: 'It was the largest test of its year.', snippet_ids: [1] },
    ],
  }));
  expect(await given.ask()).toMatchObject({ outcome: 'answered', sentences: [{ snippetIds: [1] }], droppedCount: 1 });
  await using other = await start(() => ({
    told: true,
    sentences: [{ text: 'It cost 900 euros.', snippet_ids: [1] }],
  }));
  expect(await other.ask()).toMatchObject({ outcome: 'not_told', sentences: [], quotes: [], droppedCount: 1 });
});

test('examples of the type stand in the prompt, on the trace and in the count of their use', async () => {
  await using given = await start();
  const { datasets, followUps } = given.temp.store;
  await datasets.ensure({ name: 'high_quality_responses', description: '', origin: 'store' });
  const item = {
    id: 'ex-1',
    score: 0.9,
    query: 'How many?',
    queryType: 'factual',
    referenceResponse: 'Seven of them.',
  };
  await datasets.put('high_quality_responses', [sampleDatasetItem(item)]);
  await given.ask();
  const [request] = given.model.requests;
  expect(request?.messages.map(({ content }) => content).join('\n')).toContain('Q: How many?\nA: Seven of them.');
  expect(given.tracing.named('follow_up.answer')[0]?.attributes).toMatchObject({
    few_shot_examples: ['high_quality_responses/ex-1'],
    few_shot_count: 1,
    query_type: 'factual',
  });
  expect(await followUps.exampleUse()).toMatchObject([{ itemId: 'ex-1', usedCount: 1 }]);
});

test('small talk asks no model and no page', async () => {
  await using given = await start();
  expect(await given.ask({ question: 'thanks!' })).toMatchObject({ outcome: 'talk', costUsd: 0, use: null });
  expect(given.model.requests).toEqual([]);
  expect(given.events).toEqual(['open']);
});

test('where the rules are not sure the model routes; where it fails the rules stand', async () => {
  await using given = await start(good, { 'tell-query-type': () => ({ query_type: 'stance' }) });
  expect(await given.ask({ question: 'limits of the approach' })).toMatchObject({ queryType: 'stance' });
  await using other = await start(good, {
    'tell-query-type': () => new AppError({ code: 'budget_exceeded', message: 'used up' }),
  });
  expect(await other.ask({ question: 'limits of the approach' })).toMatchObject({ queryType: 'general' });
});

test('"no, I meant" takes up the last question of the thread', async () => {
  await using given = await start();
  const last = sampleFollowUp({ question: 'How fast?', createdAt: -1 });
  await given.temp.store.followUps.save(last);
  await given.ask({ question: 'no, I meant the machines' });
  expect(given.model.requests[0]?.input).toMatchObject({
    previous: { question: 'How fast?', answer: 'Replaying a gigabyte takes nine seconds.' },
  });
});

test('a page whose text is no longer kept is read anew', async () => {
  await using given = await start();
  await given.temp.store.summaries.save(samplePageSummary({ id: 't', url: payload.url, page: [] }));
  await given.ask({ summaryId: 't' });
  expect(given.fetched).toEqual([payload.url]);
});

test('a failure is told in the message; a retryable one is tried again first', async () => {
  let fails = true;
  await using given = await start((request) => {
    if (!fails) return good(request);
    fails = false;
    return new AppError({ code: 'model_timeout', message: 'Too slow.', retryable: true });
  });
  const job = createInMemoryJob('job-1');
  await expect(given.answerer.runJob(payload, job.attempt())).rejects.toMatchObject({ code: 'model_timeout' });
  expect(await given.ask({}, job)).toMatchObject({ outcome: 'answered' });
  await using other = await start(() => new AppError({ code: 'model_refused', message: 'It refused.' }));
  expect(await other.ask()).toMatchObject({ outcome: 'failed', failure: { code: 'model_refused' } });
  expect(await other.ask({ summaryId: 'gone' }, createInMemoryJob('job-2'))).toMatchObject({
    failure: { code: 'unknown_summary' },
  });
});

test.each(['open', 'route', 'page', 'examples', 'answer', 'check', 'outcome'])(
  'a process that is killed after %s asks the model once and posts one answer',
  async (crashAfter) => {
    await using given = await start();
    const job = createInMemoryJob('job-1');
    await expect(given.answerer.runJob(payload, job.attempt({ crashAfter }))).rejects.toThrow('killed');
    await given.ask({}, job);
    expect(given.model.requests).toHaveLength(1);
    expect(given.events.filter((event) => event === 'open')).toHaveLength(1);
    expect(given.posted).toHaveLength(1);
  },
);
