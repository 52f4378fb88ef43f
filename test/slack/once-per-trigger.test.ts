import { expect, test } from 'vitest';
import { createOncePerTrigger } from '../../src/slack/once-per-trigger.ts';
import { createTestOutside } from '../support/test-outside.ts';
import { buttonPress, startTestSlackApp } from '../support/test-slack-app.ts';
import { sampleSummary } from '../support/sample-summary.ts';

test('a second delivery waits for the work of the first and does none', async () => {
  const once = createOncePerTrigger(createTestOutside());
  const order: string[] = [];
  let finish = (): void => undefined;
  const work = async (): Promise<void> => {
    order.push('began');
    await new Promise<void>((resolve) => (finish = resolve));
    order.push('ended');
  };
  const both = [once('t', work), once('t', work).then(() => void order.push('second answered'))];
  finish();
  await Promise.all(both);
  expect(order).toEqual(['began', 'ended', 'second answered']);
});

test('the failure of the first is for the first alone', async () => {
  const once = createOncePerTrigger(createTestOutside());
  const work = () => Promise.reject(new Error('broken'));
  await expect(once('t', work)).rejects.toThrow('broken');
  await expect(once('t', work)).resolves.toBeUndefined();
});

test('what is older than ten minutes, and the oldest of very many, are forgotten', async () => {
  const outside = createTestOutside();
  const once = createOncePerTrigger(outside);
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
