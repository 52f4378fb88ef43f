import { expect, test } from 'vitest';
import { buttonPress, messageEvent, slashCommand, startTestSlackApp } from '../support/test-slack-app.ts';

test('while the program stops, events stay with Slack and people are told what to do', async () => {
  await using slack = await startTestSlackApp();
  slack.app.refuseNew();
  expect(await slack.receiver.deliver(messageEvent())).toEqual({ acked: false, error: null });
  expect(slack.taken.posted).toEqual([]);
  expect((await slack.receiver.deliver(slashCommand('/summarize', 'https://ferry.example/'))).acked).toBe(true);
  expect((await slack.receiver.deliver(buttonPress('vote_up', 'x:1'))).acked).toBe(true);
  await expect.poll(() => slack.told()).toHaveLength(2);
  for (const text of slack.told()) expect(text).toContain('about to be restarted');
  expect(slack.server.messages).toEqual([]);
});

test('a modal that is submitted meanwhile stays open with what was typed', async () => {
  await using slack = await startTestSlackApp();
  slack.app.refuseNew();
  const delivery = await slack.receiver.deliver({
    type: 'view_submission',
    team: { id: 'T1', domain: 'team' },
    user: { id: 'U2', team_id: 'T1' },
    api_app_id: 'A1',
    trigger_id: 'trigger-9',
    view: {
      id: 'V1',
      hash: 'h1',
      type: 'modal',
      callback_id: 'alert_rule',
      private_metadata: '',
      blocks: [
        { type: 'section', block_id: 'words' },
        { type: 'input', block_id: 'threshold' },
      ],
      state: { values: {} },
    },
  });
  expect(delivery).toMatchObject({
    acked: true,
    answer: {
      response_action: 'errors',
      errors: { threshold: expect.stringContaining('about to be restarted') as string },
    },
  });
});
