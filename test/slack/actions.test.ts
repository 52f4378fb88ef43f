import { expect, test } from 'vitest';
import { validateView } from '../../src/slack/blocks/validate-blocks.ts';
import { failedSummary, sampleSummary } from '../support/sample-summary.ts';
import { buttonPress, startTestSlackApp } from '../support/test-slack-app.ts';

async function startWithSummary(summary = sampleSummary()) {
  const slack = await startTestSlackApp();
  slack.summaries.set(summary.id, summary);
  slack.server.messages.push({ channel: 'C1', ts: '1700000001.000100', thread_ts: '1700000000.000100' });
  return slack;
}

test('Where from? opens the modal with the trigger of the click', async () => {
  await using slack = await startWithSummary();
  const delivery = await slack.receiver.deliver(buttonPress('where_from', 'sum-1:1'));
  expect(delivery).toEqual({ acked: true, error: null });
  const [opened] = slack.server.callsOf('views.open');
  expect(opened).toMatchObject({ trigger_id: 'trigger-1' });
  expect(validateView(opened?.['view'])).toEqual([]);
});

test('the page buttons of the modal turn its pages, guarded by its hash', async () => {
  await using slack = await startWithSummary();
  const inModal = {
    container: { type: 'view', view_id: 'V1' },
    channel: undefined,
    message: undefined,
    view: { id: 'V1', hash: 'h1' },
  };
  await slack.receiver.deliver(buttonPress('evidence_next', 'sum-1:1/1', inModal));
  expect(slack.server.callsOf('views.update')).toMatchObject([{ view_id: 'V1', hash: 'h1' }]);
  expect(JSON.stringify(slack.server.callsOf('views.update'))).toContain('Page 2 of 2');
});

test.each([
  ['shorter', 'shorter'],
  ['longer', 'longer'],
  ['again', 'again'],
  ['retry', 'again'],
] as const)('%s asks for one new form of the revision that was shown', async (button, change) => {
  await using slack = await startWithSummary(button === 'retry' ? failedSummary() : sampleSummary());
  await slack.receiver.deliver(buttonPress(button, 'sum-1:1'));
  expect(slack.asked).toEqual([{ summaryId: 'sum-1', revision: 1, change, userId: 'U2' }]);
  expect(slack.told()).toEqual([]);
  await slack.receiver.deliver(buttonPress(button, 'sum-1:1'));
  expect(slack.told()).toEqual([expect.stringContaining('already on its way')]);
});

test('a button that asks for a job is acknowledged once that is stored, and also where it is refused', async () => {
  const order: string[] = [];
  await using slack = await startTestSlackApp({
    deps: {
      async resummarize() {
        await new Promise((resolve) => setImmediate(resolve));
        order.push('stored');
        return { accepted: order.length === 1 };
      },
    },
  });
  slack.summaries.set('sum-1', sampleSummary());
  const press = () => slack.receiver.deliver(buttonPress('again', 'sum-1:1'), () => order.push('acknowledged'));
  expect(await press()).toEqual({ acked: true, error: null });
  expect(await press()).toEqual({ acked: true, error: null });
  expect(order).toEqual(['stored', 'acknowledged', 'stored', 'acknowledged']);
  expect(slack.told()).toHaveLength(1);
});

test('votes are counted on the buttons, and the same vote again takes it back', async () => {
  await using slack = await startWithSummary();
  const shown = () => JSON.stringify(slack.server.messages[0]?.blocks);
  await slack.receiver.deliver(buttonPress('vote_up', 'sum-1:1'));
  await expect.poll(shown).toContain('👍 1');
  await slack.outside.clock.advance(5000);
  await slack.receiver.deliver(buttonPress('vote_up', 'sum-1:1'));
  await expect.poll(shown).not.toContain('👍 1');
  await slack.outside.clock.advance(5000);
  await slack.receiver.deliver(buttonPress('vote_down', 'sum-1:1'));
  await expect.poll(shown).toContain('👎 1');
});

test.each<[string, object, string]>([
  ['of an earlier form', buttonPress('again', 'sum-1:0'), 'earlier form'],
  ['of an unknown summary', buttonPress('again', 'sum-9:1'), 'no longer have'],
  ['with a forged value', buttonPress('vote_up', 'sum-1; drop'), 'no longer have'],
  ['copied into another channel', buttonPress('again', 'sum-1:1', { channel: { id: 'C2' } }), 'no longer have'],
  ['of another team', buttonPress('where_from', 'sum-1:1', { team: { id: 'T2' } }), 'no longer have'],
  [
    'pressed by a guest from another workspace',
    buttonPress('again', 'sum-1:1', { user: { id: 'U8', team_id: 'T8' } }),
    'Only members',
  ],
])('a button %s is acknowledged and refused politely', async (_, press, message) => {
  await using slack = await startWithSummary();
  expect(await slack.receiver.deliver(press)).toEqual({ acked: true, error: null });
  expect(slack.asked).toEqual([]);
  expect(slack.server.callsOf('views.open')).toEqual([]);
  expect(slack.told()).toEqual([expect.stringContaining(message)]);
  expect(slack.told()[0]).toMatch(/\(id [0-9a-f]{8}\)$/);
});

test('a failure inside is told with an id that the log explains', async () => {
  await using slack = await startTestSlackApp({
    deps: {
      summaries: { get: () => Promise.reject(new Error('secret detail')), inThread: () => Promise.resolve([]) },
    },
  });
  await slack.receiver.deliver(buttonPress('where_from', 'sum-1:1'));
  const [told] = slack.told();
  expect(told).toContain('Something inside Gloss went wrong.');
  expect(told).not.toContain('secret detail');
  const id = /\(id (\w+)\)/.exec(told ?? '')?.[1];
  const line = slack.outside.logged.find(({ message }) => message === 'a Slack listener failed');
  expect(line).toMatchObject({ level: 'error', fields: { correlationId: id, what: 'where_from' } });
});

test('an expired trigger says to press again', async () => {
  await using slack = await startWithSummary();
  slack.server.next('views.open', { ok: false, error: 'expired_trigger_id' });
  await slack.receiver.deliver(buttonPress('where_from', 'sum-1:1'));
  expect(slack.told()).toEqual([expect.stringContaining('press the button again')]);
});

test('a button of somebody else is only acknowledged', async () => {
  await using slack = await startWithSummary();
  expect(await slack.receiver.deliver(buttonPress('open_link', 'x'))).toEqual({ acked: true, error: null });
  expect(slack.told()).toEqual([]);
});
