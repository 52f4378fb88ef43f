import { describe, expect, test } from 'vitest';
import type { BlockAction, SlashCommand } from '@slack/bolt';
import { startBolt } from './bolt-app.ts';
import { createCollected } from './collected.ts';
import { botUser, designer, engineer, general, startTestWorkspace } from './test-workspace.ts';

interface SeenEvent {
  type: string;
  id: string;
  retry: number | undefined;
  event: Record<string, unknown>;
}

/** Workspace, Bolt and everything Bolt saw. */
async function startWithEvents() {
  const stack = new AsyncDisposableStack();
  const workspace = stack.use(await startTestWorkspace());
  const seen = createCollected<SeenEvent>();
  stack.use(
    await startBolt(workspace, (app) => {
      app.use(async ({ body, context, next }) => {
        const { event_id: id, event } = body as { event_id?: string; event?: Record<string, unknown> };
        if (id !== undefined && event) seen.add({ type: String(event['type']), id, retry: context.retryNum, event });
        await next();
      });
      for (const type of ['message', 'app_mention', 'reaction_added', 'member_joined_channel', 'file_shared']) {
        app.event(type, async () => undefined);
      }
    }),
  );
  return { workspace, seen, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

describe('events over Socket Mode', () => {
  test('a posted link reaches Bolt as Slack encodes it and the answer stands in the thread', async () => {
    await using workspace = await startTestWorkspace();
    const seen = createCollected<object>();
    await using _bolt = await startBolt(workspace, (app) => {
      app.message(async ({ message, say }) => {
        seen.add(message);
        await say({ text: 'read it', thread_ts: message.ts });
      });
    });
    const { message } = await workspace.client.call('post', {
      user: designer,
      channel: general,
      text: 'see https://a.example/?x=1&y=2',
    });
    const answer = await workspace.client.call('wait', {
      channel: general,
      thread_ts: message.ts,
      contains: 'read it',
    });
    expect(answer.message).toMatchObject({ text: 'read it', thread_ts: message.ts, bot_id: 'B0LOCALGAPP' });
    expect(seen.items).toMatchObject([
      {
        type: 'message',
        user: designer,
        ts: message.ts,
        channel: general,
        channel_type: 'channel',
        team: 'T0LOCALTEAM',
        client_msg_id: expect.any(String),
        text: 'see <https://a.example/?x=1&amp;y=2>',
        blocks: [
          {
            type: 'rich_text',
            elements: [
              {
                type: 'rich_text_section',
                elements: [
                  { type: 'text', text: 'see ' },
                  { type: 'link', url: 'https://a.example/?x=1&y=2' },
                ],
              },
            ],
          },
        ],
      },
    ]);
  });

  test('a mention is both a message and an app_mention, each with its own event id', async () => {
    await using started = await startWithEvents();
    const { workspace, seen } = started;
    await workspace.client.call('post', { user: designer, channel: general, text: '@reader hello' });
    const events = await seen.reach(2);
    expect(events.map(({ type }) => type).toSorted()).toEqual(['app_mention', 'message']);
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
    expect(events[0]?.event['text']).toBe(`<@${botUser}> hello`);
  });

  test("the bot's own messages come back with its bot id", async () => {
    await using started = await startWithEvents();
    const { workspace } = started;
    await workspace.api('chat.postMessage', { channel: general, text: 'mine' });
    // Bolt drops them before any listener, so the traffic tells.
    const { entries } = await workspace.client.call('traffic', {});
    expect(entries.find(({ what }) => what === 'events_api message')?.body).toMatchObject({
      event: { text: 'mine', bot_id: 'B0LOCALGAPP', user: botUser, bot_profile: { name: 'Reader' } },
    });
  });

  test('edits, deletes, reactions, joins and files are told in the form of Slack', async () => {
    await using started = await startWithEvents();
    const { workspace, seen } = started;
    const { client } = workspace;
    const { message } = await client.call('post', { user: designer, channel: general, text: 'one' });
    await client.call('edit', { user: designer, channel: general, ts: message.ts, text: 'two' });
    await client.call('react', { user: engineer, channel: general, ts: message.ts, name: 'eyes' });
    await client.call('delete', { user: designer, channel: general, ts: message.ts });
    const { user } = await client.call('addUser', { name: 'newcomer' });
    await client.call('join', { user: user.id, channel: general });
    await client.call('upload', { user: engineer, channel: general, name: 'a.txt', content: 'aGk=', text: 'file' });
    const events = (await seen.reach(8)).map(({ event }) => event);
    expect(events).toMatchObject([
      { type: 'message', text: 'one' },
      {
        subtype: 'message_changed',
        hidden: true,
        message: { ts: message.ts, text: 'two', edited: { user: designer } },
        previous_message: { text: 'one' },
      },
      { type: 'reaction_added', user: engineer, reaction: 'eyes', item: { channel: general, ts: message.ts } },
      { subtype: 'message_deleted', deleted_ts: message.ts, previous_message: { text: 'two' } },
      { subtype: 'channel_join', user: user.id },
      { type: 'member_joined_channel', user: user.id, channel: general, channel_type: 'C' },
      { subtype: 'file_share', text: 'file', files: [{ name: 'a.txt', size: 2 }] },
      { type: 'file_shared', user_id: engineer },
    ]);
  });

  test('a link preview changes the message without an edit', async () => {
    await using started = await startWithEvents();
    const { workspace, seen } = started;
    const url = 'https://a.example/';
    const { message } = await workspace.client.call('post', { user: designer, channel: general, text: url });
    await workspace.client.call('unfurl', { channel: general, ts: message.ts, url, title: 'A' });
    const [, changed] = await seen.reach(2);
    expect(changed?.event).toMatchObject({ subtype: 'message_changed', message: { attachments: [{ from_url: url }] } });
    expect(changed?.event['message']).not.toHaveProperty('edited');
  });

  test('the app hears only of events it subscribed to', async () => {
    await using workspace = await startTestWorkspace({ app: { events: ['app_mention'] } });
    await workspace.client.call('post', { user: designer, channel: general, text: '@reader hi' });
    const { entries } = await workspace.client.call('traffic', {});
    expect(entries.map(({ what }) => what)).toEqual(['events_api app_mention', 'events_api app_mention (retry 1)']);
  });

  test('the app hears nothing from channels it is not in', async () => {
    await using started = await startWithEvents();
    const { workspace, seen } = started;
    const { channel } = await workspace.client.call('addChannel', { name: 'quiet', memberIds: [designer] });
    await workspace.client.call('post', { user: designer, channel: channel.id, text: 'unheard' });
    await workspace.client.call('post', { user: designer, channel: general, text: 'heard' });
    expect((await seen.reach(1)).map(({ event }) => event['text'])).toEqual(['heard']);
  });

  test('a duplicated event comes twice with the same id', async () => {
    await using started = await startWithEvents();
    const { workspace, seen } = started;
    await workspace.client.call('fault', { fault: 'duplicate_event', times: 1 });
    await workspace.client.call('post', { user: designer, channel: general, text: 'twice' });
    const events = await seen.reach(2);
    expect(events[0]?.id).toBe(events[1]?.id);
  });

  test('an event whose ack is lost is sent again after three seconds, marked as a retry', async () => {
    await using started = await startWithEvents();
    const { workspace, seen } = started;
    await workspace.client.call('fault', { fault: 'drop_ack', times: 1 });
    await workspace.client.call('post', { user: designer, channel: general, text: 'again' });
    await seen.reach(1);
    await workspace.outside.clock.advance(3000);
    const events = await seen.reach(2);
    expect(events.map(({ retry }) => retry ?? 0)).toEqual([0, 1]);
    expect(events[1]?.id).toBe(events[0]?.id);
  });

  test.each(['refresh_requested', 'socket_cut'] as const)(
    'after %s the app comes back and hears again',
    async (fault) => {
      await using started = await startWithEvents();
      const { workspace, seen } = started;
      const states = createCollected<string>();
      const stream = new AbortController();
      void readEvents(`${workspace.address.url}/control/events?user=${designer}`, stream.signal, (event) => {
        if (event.type.startsWith('app_')) states.add(event.type);
      });
      await workspace.client.call('fault', { fault, times: 1 });
      expect(await states.reach(2)).toEqual(['app_disconnected', 'app_connected']);
      stream.abort();
      await workspace.client.call('post', { user: designer, channel: general, text: 'after' });
      expect((await seen.reach(1))[0]?.event['text']).toBe('after');
    },
  );

  test('an event for which there was no socket is delivered with the one-minute retry', async () => {
    await using workspace = await startTestWorkspace();
    await workspace.client.call('post', { user: designer, channel: general, text: 'early' });
    const seen = createCollected<string>();
    await using _bolt = await startBolt(workspace, (app) => {
      app.message(async ({ message }) => seen.add('text' in message ? (message.text ?? '') : ''));
    });
    await workspace.outside.clock.advance(60_000);
    expect(await seen.reach(1)).toEqual(['early']);
  });
});

/** Reads a server-sent event stream until the signal fires. */
async function readEvents(url: string, signal: AbortSignal, onEvent: (event: { type: string }) => void): Promise<void> {
  try {
    const response = await fetch(url, { signal });
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      for (const line of chunk.split('\n')) {
        if (line.startsWith('data: ')) onEvent(JSON.parse(line.slice(6)) as { type: string });
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

describe('commands', () => {
  test('carry what Slack sends and answer ephemerally with the ack and in the channel with respond', async () => {
    await using workspace = await startTestWorkspace();
    const seen = createCollected<SlashCommand>();
    await using _bolt = await startBolt(workspace, (app) => {
      app.command('/echo', async ({ ack, command, respond }) => {
        seen.add(command);
        await ack({ text: `ephemeral ${command.text}` });
        await respond({ response_type: 'in_channel', text: `public ${command.text}` });
      });
    });
    await workspace.client.call('command', { user: designer, channel: general, command: '/echo', text: ' a  b ' });
    const open = await workspace.client.call('wait', { channel: general, contains: 'public a  b' });
    expect(open.message).not.toHaveProperty('ephemeralFor');
    const { message } = await workspace.client.call('wait', { channel: general, contains: 'ephemeral a  b' });
    expect(message.ephemeralFor).toBe(designer);
    expect(seen.items[0]).toMatchObject({
      command: '/echo',
      text: 'a  b',
      user_id: designer,
      user_name: 'designer',
      channel_id: general,
      channel_name: 'general',
      team_id: 'T0LOCALTEAM',
      trigger_id: expect.any(String),
    });
  });

  test('a command that nobody acknowledges is sent once more, then times out for the person', async () => {
    await using workspace = await startTestWorkspace();
    const runs = createCollected<number | undefined>();
    await using _bolt = await startBolt(workspace, (app) => {
      app.command('/echo', async ({ context }) => runs.add(context.retryNum));
    });
    const outcome = workspace.client
      .call('command', { user: designer, channel: general, command: '/echo', text: '' })
      .catch((error: { code: string }) => error.code);
    await runs.reach(1);
    await workspace.outside.clock.advance(3000);
    await runs.reach(2);
    await workspace.outside.clock.advance(3000);
    expect(await outcome).toBe('operation_timeout');
  });

  test('a command that is not installed is refused', async () => {
    await using workspace = await startTestWorkspace();
    const call = workspace.client.call('command', { user: designer, channel: general, command: '/nope', text: '' });
    await expect(call).rejects.toMatchObject({ code: 'unknown_command' });
  });

  test('a response_url takes five answers and dies after thirty minutes', async () => {
    await using workspace = await startTestWorkspace();
    const urls = createCollected<string>();
    await using _bolt = await startBolt(workspace, (app) => {
      app.command('/echo', async ({ ack, command }) => {
        await ack();
        urls.add(command.response_url);
      });
    });
    const run = () =>
      workspace.client.call('command', { user: designer, channel: general, command: '/echo', text: '' });
    await run();
    await run();
    const [first = '', second = ''] = await urls.reach(2);
    const answer = (url: string) => fetch(url, { method: 'POST', body: JSON.stringify({ text: 'x' }) });
    for (let i = 0; i < 5; i += 1) expect((await answer(first)).status).toBe(200);
    expect(await (await answer(first)).json()).toEqual({ ok: false, error: 'used_url' });
    await workspace.outside.clock.advance(30 * 60_000 + 1);
    const late = await answer(second);
    expect(late.status).toBe(404);
    expect(await late.json()).toEqual({ ok: false, error: 'expired_url' });
  });
});

describe('clicks', () => {
  const blocks = [
    {
      type: 'actions',
      block_id: 'votes',
      elements: [
        { type: 'button', action_id: 'again', text: { type: 'plain_text', text: 'Again' }, value: 's1:2' },
        {
          type: 'static_select',
          action_id: 'length',
          options: ['short', 'long'].map((value) => ({ text: { type: 'plain_text', text: value }, value })),
        },
      ],
    },
    {
      type: 'context_actions',
      block_id: 'feedback',
      elements: [
        {
          type: 'feedback_buttons',
          action_id: 'vote',
          positive_button: { text: { type: 'plain_text', text: 'Good' }, value: 'up' },
          negative_button: { text: { type: 'plain_text', text: 'Bad' }, value: 'down' },
        },
      ],
    },
  ];

  test('carry the element, the message, the state and a response_url that replaces it', async () => {
    await using workspace = await startTestWorkspace();
    const seen = createCollected<BlockAction>();
    await using _bolt = await startBolt(workspace, (app) => {
      app.action(/.*/, async ({ ack, body, respond }) => {
        await ack();
        seen.add(body as BlockAction);
        if ((body as BlockAction).actions[0]?.action_id === 'again') {
          await respond({ replace_original: true, text: 'replaced' });
        }
      });
    });
    const { body } = await workspace.api('chat.postMessage', { channel: general, text: 'vote', blocks });
    const container = { channel: general, ts: body.ts as string };
    const click = (action_id: string, selected?: string[]) =>
      workspace.client.call('click', { user: designer, container, action_id, ...(selected && { selected }) });
    await click('length', ['long']);
    await click('vote', ['down']);
    await click('again');
    const { message } = await workspace.client.call('wait', { channel: general, contains: 'replaced' });
    expect(message.ts).toBe(body.ts);
    expect((await seen.reach(3)).map(({ actions }) => actions[0])).toMatchObject([
      { type: 'static_select', block_id: 'votes', selected_option: { value: 'long', text: { text: 'long' } } },
      { type: 'feedback_buttons', action_id: 'vote', value: 'down' },
      { type: 'button', action_id: 'again', value: 's1:2', action_ts: expect.any(String) },
    ]);
    expect(seen.items[2]).toMatchObject({
      type: 'block_actions',
      user: { id: designer, username: 'designer' },
      channel: { id: general, name: 'general' },
      container: { type: 'message', message_ts: body.ts, is_ephemeral: false },
      message: { ts: body.ts, bot_id: 'B0LOCALGAPP' },
      state: { values: { votes: { length: { type: 'static_select', selected_option: { value: 'long' } } } } },
    });
    const unknown = click('missing');
    await expect(unknown).rejects.toMatchObject({ code: expect.stringMatching(/element_not_found/) });
  });

  test('on an ephemeral message carry no message and can delete it', async () => {
    await using workspace = await startTestWorkspace();
    const payloads = createCollected<object>();
    await using _bolt = await startBolt(workspace, (app) => {
      app.action('again', async ({ ack, body, respond }) => {
        await ack();
        payloads.add(body);
        await respond({ delete_original: true });
      });
    });
    await workspace.api('chat.postEphemeral', { channel: general, user: designer, text: 'only you', blocks });
    const before = await workspace.client.call('wait', { channel: general, contains: 'only you' });
    const container = { channel: general, ts: before.message.ts };
    const stranger = workspace.client.call('click', { user: engineer, container, action_id: 'again' });
    await expect(stranger).rejects.toMatchObject({ code: 'message_not_found' });
    const gone = createCollected<string>();
    const stream = new AbortController();
    void readEvents(`${workspace.address.url}/control/events?user=${designer}`, stream.signal, ({ type }) =>
      gone.add(type),
    );
    await workspace.client.call('click', { user: designer, container, action_id: 'again' });
    while (!gone.items.includes('message_deleted')) await gone.reach(gone.items.length + 1);
    stream.abort();
    expect((await workspace.client.call('history', { user: designer, channel: general })).messages).toEqual([]);
    expect(payloads.items[0]).toMatchObject({ container: { is_ephemeral: true, message_ts: before.message.ts } });
    expect(payloads.items[0]).not.toHaveProperty('message');
  });
});
