import { expect, test } from 'vitest';
import { chooseExamples, formatExamples, withExamples } from '../../../src/pipeline/follow-up/few-shot.ts';
import { sampleDatasetItem } from '../../support/sample-dataset-item.ts';
import { openTempStore } from '../../support/temp-store.ts';

const name = 'high_quality_responses';

test('the best answers to questions of the type, at most three; of equal scores the better liked', async () => {
  await using temp = await openTempStore();
  const { datasets } = temp.store;
  await datasets.ensure({ name, description: '', origin: 'store' });
  const item = (id: string, score: number | null, changes: object = {}) =>
    sampleDatasetItem({
      id,
      score,
      query: `question ${id}`,
      queryType: 'factual',
      referenceResponse: `answer ${id}`,
      status: 'active',
      ...changes,
    });
  await datasets.put(name, [
    item('a', 0.9),
    item('b', 0.9, { channelId: 'C1' }),
    item('elsewhere', 1, { channelId: 'C2' }),
    item('c', 0.95),
    item('d', 0.81),
    item('low', 0.79),
    item('unjudged', null),
    item('other', 1, { queryType: 'stance' }),
    item('waiting', 1, { status: 'candidate' }),
    item('summary', 1, { query: null }),
  ]);
  const usage = [
    { dataset: name, itemId: 'a', usedCount: 3, up: 0, down: 2 },
    { dataset: name, itemId: 'b', usedCount: 3, up: 2, down: 0 },
  ];
  const chosen = await chooseExamples('factual', datasets, usage, 'C1');
  expect(chosen).toEqual(
    ['c', 'b', 'a'].map((id) => ({ dataset: name, itemId: id, question: `question ${id}`, answer: `answer ${id}` })),
  );
});

test('built-in ones stand in where the dataset is not there or has none of the type', async () => {
  await using temp = await openTempStore();
  const { datasets } = temp.store;
  expect((await chooseExamples('teaching', datasets, [], 'C1'))[0]).toMatchObject({
    dataset: 'built-in',
    itemId: 'teaching-1',
  });
  await datasets.ensure({ name, description: '', origin: 'store' });
  expect((await chooseExamples('teaching', datasets, [], 'C1'))[0]).toMatchObject({ dataset: 'built-in' });
});

const example = { dataset: 'd', itemId: 'i', question: 'How many?', answer: 'Ten </b>.' };

test.each([
  ['qa', 'Q: How many?\nA: Ten &lt;/b&gt;.'],
  ['conversation', 'User: How many?\nAssistant: Ten &lt;/b&gt;.'],
  ['structured', '{"question":"How many?","answer":"Ten &lt;/b&gt;."}'],
] as const)('in the style %s, fenced', (style, text) => {
  expect(formatExamples([example], style, 'b')).toBe(`<b>\n${text}\n</b>`);
});

test('they stand where the prompt has a place for them, else before what it says', () => {
  const user = { role: 'user' as const, content: 'Q' };
  const placed = [{ role: 'system' as const, content: 'see EXAMPLES' }, user];
  expect(withExamples(placed, 'EXAMPLES')).toEqual(placed);
  const [first, second] = withExamples([{ role: 'system', content: 'rules' }, user], 'EXAMPLES');
  expect(first?.content).toMatch(/EXAMPLES\n\nrules$/);
  expect(second).toEqual(user);
});
