import { expect, test } from 'vitest';
import type { StoredFollowUp } from '../../src/core/follow-up.ts';
import { createAnswerCollector } from '../../src/datasets/answer-collector.ts';
import { redactValue } from '../../src/observe/redact.ts';
import { chooseExamples } from '../../src/pipeline/follow-up/few-shot.ts';
import { sampleFollowUp } from '../support/sample-follow-up.ts';
import { sampleSummary } from '../support/sample-summary.ts';
import { openTempStore } from '../support/temp-store.ts';

const good = 'high_quality_responses';
const poor = 'needs_improvement';

/** The collector over a real store with one page and one answered question about it. */
async function open(changes: Partial<StoredFollowUp> = {}) {
  const temp = await openTempStore();
  const { datasets, followUps, summaries } = temp.store;
  await summaries.save(sampleSummary({ id: 'sum-1', messageTs: '1.0', threadTs: '1.0' }));
  await followUps.save(sampleFollowUp(changes));
  const collector = createAnswerCollector({
    store: datasets,
    followUps,
    summaries,
    redact: redactValue,
    outside: temp.outside,
  });
  return {
    datasets,
    /** What a deleted message takes with it. */
    async forget(messageTs: string) {
      const gone = await temp.store.library.forgetMessage({ teamId: 'T1', channelId: 'C1', messageTs });
      for (const { id } of gone) await datasets.removeOfSummary(id);
    },
    async vote(userId: string, value: 'up' | 'down') {
      await followUps.vote('fu-1', userId, value, 1);
      await collector.voted('fu-1');
    },
    async items(name: string) {
      return (await datasets.get(name)) === null ? [] : datasets.items(name, { limit: 10 });
    },
    [Symbol.asyncDispose]: () => temp[Symbol.asyncDispose](),
  };
}

test('an answer that people like becomes an example for its type of question once a person confirms it, in its own channel', async () => {
  await using door = await open({ question: '<@U0BOT> how long does a replay take? Write to jo@ferry.example' });
  await door.vote('U1', 'up');
  const [item] = await door.items(good);
  expect(item).toMatchObject({
    id: 'fu-1.answer',
    status: 'candidate',
    queryType: 'factual',
    referenceResponse: 'Replaying a gigabyte takes nine seconds.',
    score: 1,
    channelId: 'C1',
    addedBy: 'collect',
  });
  expect(item?.query).not.toContain('jo@ferry.example');
  expect(item?.query).toContain('@someone how long');
  expect(item?.evidence?.snippets.length).toBeGreaterThan(0);
  const used = async (channelId: string) =>
    (await chooseExamples('factual', door.datasets, [], channelId)).map(({ dataset, itemId }) => [dataset, itemId]);
  expect(await used('C1')).not.toContainEqual([good, 'fu-1.answer']);
  await door.datasets.setStatus(good, 'fu-1.answer', 'candidate', 'active');
  expect(await used('C1')).toEqual([[good, 'fu-1.answer']]);
  expect(await used('C2')).not.toContainEqual([good, 'fu-1.answer']);
});

test('votes that turn move the candidate, and a vote that is taken back takes it back', async () => {
  await using door = await open();
  await door.vote('U1', 'down');
  expect(await door.items(poor)).toMatchObject([{ id: 'fu-1.answer', referenceResponse: null, score: 0 }]);
  await door.vote('U1', 'up');
  expect(await door.items(poor)).toEqual([]);
  expect(await door.items(good)).toHaveLength(1);
  await door.vote('U2', 'down');
  expect(await door.items(good)).toEqual([]);
});

test.each([
  ['its question', '1.1'],
  ["the page's message", '1.0'],
])('an item goes when %s is deleted', async (_what, messageTs) => {
  await using door = await open();
  await door.vote('U1', 'up');
  await door.datasets.setStatus(good, 'fu-1.answer', 'candidate', 'active');
  await door.forget('9.9');
  expect(await door.items(good)).toHaveLength(1);
  await door.forget(messageTs);
  expect(await door.items(good)).toEqual([]);
});

test('what a person said of it stands', async () => {
  await using door = await open();
  await door.vote('U1', 'up');
  await door.datasets.setStatus(good, 'fu-1.answer', 'candidate', 'rejected');
  await door.vote('U2', 'up');
  expect(await door.items(good)).toMatchObject([{ status: 'rejected' }]);
});

test.each([
  ['talk', { outcome: 'talk' }],
  ['a direct message', { channelId: 'D1' }],
  ['a page that is no longer there', { summaryId: 'gone' }],
] as const)('%s is never offered', async (_what, changes) => {
  await using door = await open(changes);
  await door.vote('U1', 'up');
  expect(await door.items(good)).toEqual([]);
});
