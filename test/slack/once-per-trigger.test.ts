import { describe, expect, test } from 'vitest';
import { createOncePerTrigger } from '../../src/slack/once-per-trigger.ts';
import { memoryPresses } from '../support/memory-presses.ts';
import { openTempStore } from '../support/temp-store.ts';
import { dialects } from '../support/test-databases.ts';
import { until } from '../support/until.ts';
import { createTestOutside } from '../support/test-outside.ts';
import { buttonPress, startTestSlackApp } from '../support/test-slack-app.ts';
import { sampleSummary } from '../support/sample-summary.ts';

/** Leaves it all to what the process itself remembers. */
const forgetful = { begin: () => Promise.resolve('begun' as const), note: () => Promise.resolve() };

test('a second delivery waits for the work of the first and does none', async () => {
  const once = createOncePerTrigger(createTestOutside(), memoryPresses());
  const order: string[] = [];
  const finishing = Promise.withResolvers<void>();
  const work = async (): Promise<void> => {
    order.push('began');
    await finishing.promise;
    order.push('ended');
  };
  const both = [once('t', work), once('t', work).then(() => void order.push('second answered'))];
  finishing.resolve();
  await Promise.all(both);
  expect(order).toEqual(['began', 'ended', 'second answered']);
});

test('the failure of the first is for the first alone', async () => {
  const once = createOncePerTrigger(createTestOutside(), memoryPresses());
  const work = () => Promise.reject(new Error('broken'));
  await expect(once('t', work)).rejects.toThrow('broken');
  await expect(once('t', work)).resolves.toBeUndefined();
});

test('what is older than ten minutes, and the oldest of very many, are forgotten', async () => {
  const outside = createTestOutside();
  const once = createOncePerTrigger(outside, forgetful);
  const done: string[] = [];
  const press = (trigger: string) => once(trigger, () => Promise.resolve(void done.push(trigger)));
  await press('a');
  await outside.clock.advance(599_000);
  await press('a');
  expect(done).toEqual(['a']);
  await outside.clock.advance(1000);
  await press('a');
  expect(done).toEqual(['a', 'a']);
  for (let index = 0; index < 10_001; index += 1) await press(`many-${index}`);
  await press('a');
  expect(done.filter((trigger) => trigger === 'a')).toHaveLength(3);
  await press('many-10000');
  expect(done.filter((trigger) => trigger === 'many-10000')).toHaveLength(1);
});

test('a recorded press that is sent again changes nothing', async () => {
  await using slack = await startTestSlackApp();
  slack.summaries.set('sum-1', sampleSummary());
  const press = buttonPress('again', 'sum-1:1');
  expect(await slack.receiver.deliver(press)).toMatchObject({ acked: true, error: null });
  expect(await slack.receiver.deliver(press)).toMatchObject({ acked: true, error: null });
  expect(slack.asked).toHaveLength(1);
  expect(slack.told()).toEqual([]);
  expect(slack.audited).toMatchObject([{ action: 'summary.change', outcome: 'done', before: 'form 1' }]);
});

describe.each(dialects)('over processes, on %s', (dialect) => {
  test('what another process did, or this one before it was started again, is passed over', async () => {
    await using temp = await openTempStore({ dialect });
    const other = await temp.openAnother();
    const done: string[] = [];
    const work = () => Promise.resolve(void done.push('done'));
    await createOncePerTrigger(temp.outside, temp.store.presses)('t', work);
    await createOncePerTrigger(temp.outside, other.presses)('t', work);
    await createOncePerTrigger(temp.outside, temp.store.presses)('t', work);
    expect(done).toEqual(['done']);
  });

  test('of two that get the same payload at the same instant one does it, and the other waits for that', async () => {
    await using temp = await openTempStore({ dialect });
    const stores = [temp.store, await temp.openAnother()];
    const order: string[] = [];
    const finishing = Promise.withResolvers<void>();
    const work = async (): Promise<void> => {
      order.push('began');
      await finishing.promise;
      order.push('ended');
    };
    const both = stores.map(async ({ presses }) => {
      await createOncePerTrigger(temp.outside, presses)('t', work);
      order.push('answered');
    });
    await until(() => temp.outside.clock.waiting() === 1);
    finishing.resolve();
    await until(() => order.length === 3);
    await temp.outside.clock.advance(200);
    await Promise.all(both);
    expect(order).toEqual(['began', 'ended', 'answered', 'answered']);
  });

  test('an act that a crash cut off is done by whoever gets its payload again', async () => {
    await using temp = await openTempStore({ dialect });
    const other = await temp.openAnother();
    const done: string[] = [];
    await temp.store.presses.begin('u', temp.outside.clock.now(), 10_000);
    const again = createOncePerTrigger(temp.outside, other.presses)('u', () => Promise.resolve(void done.push('done')));
    await until(() => temp.outside.clock.waiting() === 1);
    expect(done).toEqual([]);
    await until(async () => {
      await temp.outside.clock.advance(200);
      return done.length === 1;
    });
    await again;
  });

  test('the two clicks of a double click are one press, whichever processes they reach', async () => {
    await using temp = await openTempStore({ dialect });
    const stores = [temp.store, await temp.openAnother()];
    for (let press = 0; press < 5; press += 1) {
      const taken = stores.map(({ presses }, index) =>
        presses.take(`T1 U1 promote ${press}`, 10_000 + index * 80, 1000),
      );
      expect((await Promise.all(taken)).filter(Boolean)).toEqual([true]);
    }
  });
});

test('a store that cannot be asked holds nobody up', async () => {
  const broken = () => Promise.reject(new Error('the disk is full'));
  const once = createOncePerTrigger(createTestOutside(), { begin: broken, note: broken });
  const done: string[] = [];
  await once('t', () => Promise.resolve(void done.push('done')));
  expect(done).toEqual(['done']);
});

test('presses are forgotten after ten minutes, and other marks are not', async () => {
  await using temp = await openTempStore();
  const { presses, marks } = temp.store;
  const now = temp.outside.clock.now();
  await marks.set('slack heard', 5);
  await presses.note('old', now);
  await presses.note('new', now + 600_000);
  await presses.note('newer', now + 1_200_001);
  const states = ['old', 'new', 'newer'].map((payload) => presses.begin(payload, now + 1_200_002, 10_000));
  expect(await Promise.all(states)).toEqual(['begun', 'begun', 'done']);
  expect(await marks.get('slack heard')).toBe(5);
});

test.each([
  ['the same press again is taken', 0, true],
  ['the second of a double click is not', 300, false],
  ['one that overtook it is not', -300, false],
  ['a press of a second later is', 1000, true],
])('%s', async (_what, laterMs, isTaken) => {
  await using temp = await openTempStore();
  const other = await temp.openAnother();
  const { presses } = temp.store;
  expect(await presses.take('T1 U1 vote_up s:1', 10_000, 1000)).toBe(true);
  expect(await other.presses.take('T1 U2 vote_up s:1', 10_000, 1000)).toBe(true);
  expect(await other.presses.take('T1 U1 vote_up s:1', 10_000 + laterMs, 1000)).toBe(isTaken);
});
