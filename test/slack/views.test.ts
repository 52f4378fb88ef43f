import { App } from '@slack/bolt';
import { expect, test } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { createListenerEdges } from '../../src/slack/listener-edge.ts';
import { createOncePerTrigger } from '../../src/slack/once-per-trigger.ts';
import { registerViews } from '../../src/slack/register-views.ts';
import type { SlackServices } from '../../src/slack/slack-dependencies.ts';
import type { Person } from '../../src/slack/tell.ts';
import type { SlackView, Submission } from '../../src/slack/views/view.ts';
import { memoryPresses } from '../support/memory-presses.ts';
import { createTestOutside } from '../support/test-outside.ts';
import { createTestReceiver, type Delivery } from '../support/test-slack-app.ts';

interface Form {
  submit: (changes?: {
    view?: Record<string, unknown>;
    trigger?: string;
    team?: { id: string } | null;
  }) => Promise<Delivery>;
  ran: Submission[];
  told: { person: Person; text: string }[];
}

/** A modal with one rule of its own behind real Bolt. */
async function form(view: Partial<SlackView> = {}): Promise<Form> {
  const outside = createTestOutside();
  const receiver = createTestReceiver();
  const told: Form['told'] = [];
  const ran: Submission[] = [];
  const edge = createListenerEdges(outside).for((person, message) => {
    told.push({ person, text: message.text });
    return Promise.resolve(0);
  });
  const app = new App({
    receiver,
    convoStore: false,
    authorize: () => Promise.resolve({ botToken: 'xoxb-test', botUserId: 'UBOT', teamId: 'T1' }),
  });
  const views: readonly SlackView[] = [
    {
      callbackId: 'rule_edit',
      needs: 'everyone',
      check: ({ values }) => (values['name'] === 'taken' ? { name: 'This name is taken.' } : null),
      run: (submission) => Promise.resolve(void ran.push(submission)),
      ...view,
    },
  ];
  const services = { identity: () => ({ teamId: 'T1', botUserId: 'UBOT', botId: null }) } as SlackServices;
  const once = createOncePerTrigger(outside, memoryPresses());
  registerViews(app, views, () => Promise.resolve({ services, edge }), once);
  let count = 0;
  return {
    ran,
    told,
    submit: ({ view: changes = {}, trigger = `trigger-${(count += 1)}`, team = { id: 'T1' } } = {}) =>
      receiver.deliver({
        type: 'view_submission',
        team,
        user: { id: 'U2', name: 'engineer', team_id: 'T1' },
        trigger_id: trigger,
        view: {
          id: 'V1',
          type: 'modal',
          callback_id: 'rule_edit',
          hash: 'h1',
          private_metadata: 'rule-1:3',
          state: { values: { name: { text: { type: 'plain_text_input', value: 'slow pages' } } } },
          ...changes,
        },
      }),
  };
}

const named = (value: string) => ({ state: { values: { name: { text: { type: 'plain_text_input', value } } } } });

test('a modal that is right is acknowledged, closes, and is worked on with what was typed', async () => {
  const { submit, ran, told } = await form();
  expect(await submit()).toEqual({ acked: true, error: null, answer: undefined });
  expect(ran).toEqual([
    {
      callbackId: 'rule_edit',
      values: { name: 'slow pages' },
      privateMetadata: 'rule-1:3',
      person: {
        userId: 'U2',
        channelId: null,
        threadTs: null,
        respond: null,
        view: { triggerId: 'trigger-1', isModal: false },
      },
      teamId: 'T1',
      userId: 'U2',
      homeTeamId: 'T1',
      viewId: 'V1',
    },
  ]);
  expect(told).toEqual([]);
});

test('what is wrong comes back under its field, and nothing is done', async () => {
  const { submit, ran } = await form();
  expect(await submit({ view: named('taken') })).toMatchObject({
    acked: true,
    answer: { response_action: 'errors', errors: { name: 'This name is taken.' } },
  });
  expect(ran).toEqual([]);
});

test('the work runs after the acknowledgement, and its refusal is told in a modal of its own', async () => {
  const refusal = new AppError({ code: 'rule_gone', message: 'This rule is gone.', hint: 'Look at the list.' });
  const { submit, told } = await form({ run: () => Promise.reject(refusal) });
  expect(await submit()).toMatchObject({ acked: true, error: null });
  expect(told).toEqual([
    {
      person: expect.objectContaining({ view: { triggerId: 'trigger-1', isModal: false } }) as Person,
      text: expect.stringContaining('This rule is gone. Look at the list.') as string,
    },
  ]);
});

test('a check that breaks closes the modal, is told, and does nothing', async () => {
  const { submit, ran, told } = await form({
    check: () => {
      throw new Error('a mistake of ours');
    },
  });
  expect(await submit()).toMatchObject({ acked: true, error: null });
  expect(ran).toEqual([]);
  expect(told.map(({ text }) => text)).toEqual([expect.stringContaining('went wrong')]);
});

test('the same payload again is acknowledged and does nothing, a new submission does', async () => {
  const { submit, ran } = await form();
  await submit({ trigger: 'trigger-9' });
  expect(await submit({ trigger: 'trigger-9' })).toMatchObject({ acked: true, error: null });
  expect(ran).toHaveLength(1);
  await submit({ trigger: 'trigger-10' });
  expect(ran).toHaveLength(2);
});

test('a modal of somebody else is only acknowledged', async () => {
  const { submit, ran } = await form();
  expect(await submit({ view: { callback_id: 'another' } })).toMatchObject({ acked: true, error: null });
  expect(ran).toEqual([]);
});

test('the team is the one Slack names, and ours where it names none', async () => {
  const { submit, ran } = await form();
  await submit({ team: { id: 'T9' } });
  await submit({ team: null });
  expect(ran.map(({ teamId }) => teamId)).toEqual(['T9', 'T1']);
});

const option = (value: string) => ({ text: { type: 'plain_text', text: value }, value });

test.each<[string, Record<string, unknown>, string | string[] | null]>([
  ['plain_text_input', { value: 'words' }, 'words'],
  ['plain_text_input', { value: null }, null],
  ['number_input', { value: '0.7' }, '0.7'],
  ['email_text_input', { value: 'a@b.example' }, 'a@b.example'],
  ['url_text_input', { value: 'https://a.example' }, 'https://a.example'],
  ['static_select', { selected_option: option('p95') }, 'p95'],
  ['static_select', { selected_option: null }, null],
  ['external_select', { selected_option: option('run-1') }, 'run-1'],
  ['radio_buttons', { selected_option: option('warning') }, 'warning'],
  ['checkboxes', { selected_options: [option('a'), option('b')] }, ['a', 'b']],
  ['checkboxes', { selected_options: [] }, []],
  ['multi_static_select', { selected_options: [option('a')] }, ['a']],
  ['users_select', { selected_user: 'U5' }, 'U5'],
  ['multi_users_select', { selected_users: ['U5', 'U6'] }, ['U5', 'U6']],
  ['channels_select', { selected_channel: 'C5' }, 'C5'],
  ['multi_channels_select', { selected_channels: ['C5'] }, ['C5']],
  ['conversations_select', { selected_conversation: 'D5' }, 'D5'],
  ['multi_conversations_select', { selected_conversations: ['D5', 'C5'] }, ['D5', 'C5']],
  ['datepicker', { selected_date: '2026-03-02' }, '2026-03-02'],
  ['timepicker', { selected_time: '09:30' }, '09:30'],
  ['datetimepicker', { selected_date_time: 1_772_442_000 }, '1772442000'],
  ['file_input', { files: [{ id: 'F1' }, { id: 'F2' }] }, ['F1', 'F2']],
  ['rich_text_input', { rich_text_value: { type: 'rich_text', elements: [] } }, '{"type":"rich_text","elements":[]}'],
])('%s gives %j as %j', async (type, state, expected) => {
  const { submit, ran } = await form();
  await submit({ view: { state: { values: { field: { element: { type, ...state } } } } } });
  expect(ran[0]?.values).toEqual({ field: expected });
});
