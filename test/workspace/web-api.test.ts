import { describe, expect, test } from 'vitest';
import { botUser, designer, engineer, general, links, startTestWorkspace } from './test-workspace.ts';

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

describe('tokens and scopes', () => {
  test('auth.test tells who the app is', async () => {
    await using workspace = await startTestWorkspace();
    const { body } = await workspace.api('auth.test');
    expect(body).toMatchObject({ ok: true, user_id: 'U0LOCALGAPP', bot_id: 'B0LOCALGAPP', team_id: 'T0LOCALTEAM' });
  });

  test.each([
    ['', 'not_authed'],
    ['xoxb-wrong', 'invalid_auth'],
  ])('the token "%s" is refused as %s', async (token, error) => {
    await using workspace = await startTestWorkspace();
    const reply = await workspace.api('auth.test', {}, token);
    expect(reply).toMatchObject({ status: 200, body: { ok: false, error } });
  });

  test('a bot token opens no socket and an app token posts nothing', async () => {
    await using workspace = await startTestWorkspace();
    const { appToken } = workspace.address;
    expect((await workspace.api('apps.connections.open')).body.error).toBe('not_allowed_token_type');
    const post = await workspace.api('chat.postMessage', { channel: general, text: 'x' }, appToken);
    expect(post.body.error).toBe('not_allowed_token_type');
  });

  test('a missing scope is named', async () => {
    await using workspace = await startTestWorkspace({ app: { scopes: ['channels:history'] } });
    const { body } = await workspace.api('chat.postMessage', { channel: general, text: 'x' });
    expect(body).toEqual({ ok: false, error: 'missing_scope', needed: 'chat:write', provided: 'channels:history' });
  });

  test('an unknown method is 200 with unknown_method', async () => {
    await using workspace = await startTestWorkspace();
    for (const method of ['chat.sing', 'toString']) {
      expect(await workspace.api(method)).toMatchObject({
        status: 200,
        body: { ok: false, error: 'unknown_method', req_method: method },
      });
    }
  });
});

describe('messages', () => {
  test('a form with nested JSON posts the same as a JSON body', async () => {
    await using workspace = await startTestWorkspace();
    const { address } = workspace;
    const form = {
      token: address.botToken,
      channel: general,
      text: 'hello',
      blocks: JSON.stringify([section('*hi*')]),
    };
    const response = await fetch(`${address.apiUrl}chat.postMessage`, {
      method: 'POST',
      body: new URLSearchParams(form),
    });
    const body = (await response.json()) as { message: { blocks: object[] } };
    expect(body.message.blocks).toMatchObject([
      { type: 'section', block_id: expect.any(String), text: { type: 'mrkdwn', text: '*hi*', verbatim: false } },
    ]);
  });

  test('what Slack refuses is refused with its code', async () => {
    await using workspace = await startTestWorkspace();
    const other = await workspace.client.call('addChannel', { name: 'without-app', memberIds: [designer] });
    const hidden = await workspace.client.call('addChannel', {
      name: 'hidden',
      kind: 'private',
      memberIds: [designer],
    });
    const error = async (args: Record<string, unknown>) => (await workspace.api('chat.postMessage', args)).body.error;
    expect(await error({ text: 'x' })).toBe('invalid_arguments');
    expect(await error({ channel: 'C404', text: 'x' })).toBe('channel_not_found');
    expect(await error({ channel: hidden.channel.id, text: 'x' })).toBe('channel_not_found');
    expect(await error({ channel: other.channel.id, text: 'x' })).toBe('not_in_channel');
    expect(await error({ channel: general })).toBe('no_text');
    expect(await error({ channel: general, text: 'x'.repeat(40_001) })).toBe('msg_too_long');
    expect(await error({ channel: general, blocks: '{' })).toBe('invalid_blocks_format');
    expect(await error({ channel: general, text: 'x', metadata: { event_type: 'a' } })).toBe('invalid_metadata_format');
  });

  test('lone ampersands are escaped once and bare addresses wrapped', async () => {
    await using workspace = await startTestWorkspace();
    const { body } = await workspace.api('chat.postMessage', {
      channel: general,
      text: 'a & b &lt; https://x.example.',
    });
    expect(body.message.text).toBe('a &amp; b &lt; <https://x.example>.');
  });

  test('metadata comes back only where it is asked for', async () => {
    await using workspace = await startTestWorkspace();
    const metadata = { event_type: 'job', event_payload: { id: 'j1' } };
    const { body } = await workspace.api('chat.postMessage', { channel: general, text: 'x', metadata });
    const plain = await workspace.api('conversations.history', { channel: general });
    const full = await workspace.api('conversations.history', { channel: general, include_all_metadata: true });
    expect(plain.body.messages[0]).not.toHaveProperty('metadata');
    expect(full.body.messages[0]).toMatchObject({ ts: body.ts, metadata });
  });

  test('an update with text alone takes the blocks away and keeps the metadata', async () => {
    await using workspace = await startTestWorkspace();
    const metadata = { event_type: 'job', event_payload: {} };
    const posted = await workspace.api('chat.postMessage', {
      channel: general,
      text: 'x',
      blocks: [section('y')],
      metadata,
    });
    const { body } = await workspace.api('chat.update', { channel: general, ts: posted.body.ts, text: 'new' });
    expect(body.message).toMatchObject({ text: 'new', blocks: [], metadata, edited: { user: 'U0LOCALGAPP' } });
  });

  test('only own messages can be changed and deleted', async () => {
    await using workspace = await startTestWorkspace();
    const { message } = await workspace.client.call('post', { user: designer, channel: general, text: 'mine' });
    const place = { channel: general, ts: message.ts };
    expect((await workspace.api('chat.update', { ...place, text: 'x' })).body.error).toBe('cant_update_message');
    expect((await workspace.api('chat.delete', place)).body.error).toBe('cant_delete_message');
    const gone = await workspace.api('chat.update', { channel: general, ts: '1.000001', text: 'x' });
    expect(gone.body.error).toBe('message_not_found');
  });

  test('a reply to a message that is gone lands in the channel', async () => {
    await using workspace = await startTestWorkspace();
    const { message } = await workspace.client.call('post', { user: designer, channel: general, text: 'soon gone' });
    await workspace.client.call('delete', { user: designer, channel: general, ts: message.ts });
    const reply = await workspace.api('chat.postMessage', { channel: general, text: 'late', thread_ts: message.ts });
    expect(reply.body.message).not.toHaveProperty('thread_ts');
    const thread = await workspace.api('conversations.replies', { channel: general, ts: message.ts });
    expect(thread.body.error).toBe('thread_not_found');
    const history = await workspace.api('conversations.history', { channel: general });
    expect(history.body.messages).toHaveLength(1);
  });

  test('a deleted root with replies leaves a tombstone until its thread is empty', async () => {
    await using workspace = await startTestWorkspace();
    const { message } = await workspace.client.call('post', { user: designer, channel: general, text: 'root' });
    const reply = await workspace.api('chat.postMessage', { channel: general, text: 'reply', thread_ts: message.ts });
    await workspace.client.call('delete', { user: designer, channel: general, ts: message.ts });
    const thread = await workspace.api('conversations.replies', { channel: general, ts: message.ts });
    expect(thread.body.messages).toMatchObject([{ subtype: 'tombstone', reply_count: 1 }, { text: 'reply' }]);
    await workspace.api('chat.delete', { channel: general, ts: reply.body.ts });
    const history = await workspace.api('conversations.history', { channel: general });
    expect(history.body.messages).toEqual([]);
  });

  test('threads count their replies and stay out of the channel', async () => {
    await using workspace = await startTestWorkspace();
    const { message } = await workspace.client.call('post', { user: designer, channel: general, text: 'root' });
    await workspace.client.call('post', { user: engineer, channel: general, text: 'a', thread_ts: message.ts });
    const b = await workspace.api('chat.postMessage', { channel: general, text: 'b', thread_ts: message.ts });
    const history = await workspace.api('conversations.history', { channel: general });
    expect(history.body.messages).toMatchObject([
      { ts: message.ts, reply_count: 2, reply_users: [engineer, 'U0LOCALGAPP'], latest_reply: b.body.ts },
    ]);
    expect(b.body.message).toMatchObject({ thread_ts: message.ts, parent_user_id: designer });
  });

  test('an ephemeral message is seen by one person and by no API', async () => {
    await using workspace = await startTestWorkspace();
    await workspace.api('chat.postEphemeral', { channel: general, user: designer, text: 'psst' });
    const history = async (user: string) =>
      (await workspace.client.call('history', { user, channel: general })).messages.map(({ text }) => text);
    expect(await history(designer)).toEqual(['psst']);
    expect(await history(engineer)).toEqual([]);
    expect((await workspace.api('conversations.history', { channel: general })).body.messages).toEqual([]);
    const stranger = await workspace.api('chat.postEphemeral', { channel: general, user: 'U404', text: 'x' });
    expect(stranger.body.error).toBe('user_not_in_channel');
  });
});

describe('lists', () => {
  test('history is paged by cursor, newest first, without gaps or repeats for any page size', async () => {
    await using workspace = await startTestWorkspace();
    const texts = Array.from({ length: 7 }, (_, i) => `m${i}`);
    for (const text of texts) await workspace.api('chat.postMessage', { channel: general, text });
    for (const limit of [1, 2, 3, 6, 7, 8]) {
      const seen: string[] = [];
      let cursor = '';
      do {
        const { body } = await workspace.api('conversations.history', { channel: general, limit, cursor });
        seen.push(...body.messages.map((message: { text: string }) => message.text));
        cursor = body.response_metadata?.next_cursor ?? '';
        expect(body.has_more).toBe(cursor !== '');
      } while (cursor !== '');
      expect(seen).toEqual(texts.toReversed());
    }
    const broken = await workspace.api('conversations.history', { channel: general, cursor: 'zzz' });
    expect(broken.body.error).toBe('invalid_cursor');
  });

  test('oldest and latest cut the history, inclusive only on demand', async () => {
    await using workspace = await startTestWorkspace();
    const ts: string[] = [];
    for (let i = 0; i < 3; i += 1) {
      ts.push((await workspace.api('chat.postMessage', { channel: general, text: `m${i}` })).body.ts);
    }
    const count = async (args: object) =>
      (await workspace.api('conversations.history', { channel: general, ...args })).body.messages.length;
    expect(await count({ oldest: ts[0] })).toBe(2);
    expect(await count({ oldest: ts[0], inclusive: true })).toBe(3);
    expect(await count({ latest: ts[1] })).toBe(1);
  });

  test('channels, members and users can be read', async () => {
    await using workspace = await startTestWorkspace();
    const channels = await workspace.api('conversations.list', { types: 'public_channel,im' });
    expect(channels.body.channels.map((channel: { name?: string }) => channel.name ?? 'im')).toEqual([
      'general',
      'links',
      'im',
      'im',
      'im',
    ]);
    await workspace.client.call('leave', { user: botUser, channel: general });
    const own = await workspace.api('users.conversations', { types: 'public_channel' });
    expect(own.body.channels).toMatchObject([{ name: 'links', is_member: true }]);
    const members = await workspace.api('conversations.members', { channel: links, limit: 2 });
    expect(members.body.members).toHaveLength(2);
    expect(members.body.response_metadata.next_cursor).not.toBe('');
    const user = await workspace.api('users.info', { user: designer });
    expect(user.body.user).toMatchObject({ id: designer, is_bot: false, real_name: 'Designer' });
    expect((await workspace.api('users.info', { user: 'U404' })).body.error).toBe('user_not_found');
    const { id } = await workspace.client.call('addUserGroup', {
      handle: 'oncall',
      name: 'On call',
      userIds: [engineer],
    });
    expect((await workspace.api('usergroups.users.list', { usergroup: id })).body.users).toEqual([engineer]);
  });

  test('a message to a person goes into the direct message', async () => {
    await using workspace = await startTestWorkspace();
    const opened = await workspace.api('conversations.open', { users: designer });
    const posted = await workspace.api('chat.postMessage', { channel: designer, text: 'hi' });
    expect(posted.body.channel).toBe(opened.body.channel.id);
  });
});

describe('reactions', () => {
  test('are added once, shown and removed', async () => {
    await using workspace = await startTestWorkspace();
    const { message } = await workspace.client.call('post', { user: designer, channel: general, text: 'x' });
    const item = { channel: general, timestamp: message.ts, name: 'eyes' };
    expect((await workspace.api('reactions.add', item)).body.ok).toBe(true);
    expect((await workspace.api('reactions.add', item)).body.error).toBe('already_reacted');
    expect((await workspace.api('reactions.get', item)).body.message.reactions).toEqual([
      { name: 'eyes', users: ['U0LOCALGAPP'], count: 1 },
    ]);
    expect((await workspace.api('reactions.remove', item)).body.ok).toBe(true);
    expect((await workspace.api('reactions.remove', item)).body.error).toBe('no_reaction');
  });
});

describe('streams', () => {
  test('grow while they are open and become an ordinary message', async () => {
    await using workspace = await startTestWorkspace();
    const { message } = await workspace.client.call('post', { user: designer, channel: general, text: 'x' });
    const thread = { channel: general, thread_ts: message.ts };
    expect((await workspace.api('chat.startStream', thread)).body.error).toBe('missing_recipient_team_id');
    const recipient = { recipient_team_id: 'T0LOCALTEAM', recipient_user_id: designer };
    const { body } = await workspace.api('chat.startStream', { ...thread, ...recipient, markdown_text: '**a' });
    const place = { channel: general, ts: body.ts };
    const chunks = [
      { type: 'markdown_text', text: 'b**' },
      { type: 'task_update', id: 't1', title: 'Read', status: 'in_progress' },
      { type: 'task_update', id: 't1', title: 'Read', status: 'complete' },
    ];
    await workspace.api('chat.appendStream', { ...place, chunks });
    expect((await workspace.api('chat.update', { ...place, text: 'x' })).body.error).toBe('streaming_state_conflict');
    const stopped = await workspace.api('chat.stopStream', { ...place, blocks: [section('end')] });
    expect(stopped.body.message).toMatchObject({
      text: '**ab**',
      blocks: [
        { type: 'plan', tasks: [{ task_id: 't1', status: 'complete' }] },
        { type: 'markdown', text: '**ab**' },
        { type: 'section' },
      ],
    });
    expect((await workspace.api('chat.appendStream', place)).body.error).toBe('message_not_in_streaming_state');
  });
});

describe('files', () => {
  test('are uploaded in three steps and read back with the token only', async () => {
    await using workspace = await startTestWorkspace();
    const content = Buffer.from('id,score\n1,0.5\n');
    const { body: ticket } = await workspace.api('files.getUploadURLExternal', {
      filename: 'run 1.csv',
      length: content.length,
    });
    const early = await workspace.api('files.completeUploadExternal', { files: [{ id: ticket.file_id }] });
    expect(early.body.error).toBe('file_not_found');
    expect(await (await fetch(ticket.upload_url, { method: 'POST', body: content })).text()).toBe('OK - 15');
    await workspace.api('files.completeUploadExternal', {
      files: [{ id: ticket.file_id, title: 'Run' }],
      channel_id: general,
      initial_comment: 'here',
    });
    const { body } = await workspace.api('files.info', { file: ticket.file_id });
    expect(body.file).toMatchObject({ title: 'Run', mimetype: 'text/csv', size: 15, channels: [general] });
    expect((await fetch(body.file.url_private)).status).toBe(403);
    const authorization = `Bearer ${workspace.address.botToken}`;
    const read = await fetch(body.file.url_private, { headers: { authorization } });
    expect(await read.text()).toBe('id,score\n1,0.5\n');
    const { messages } = await workspace.client.call('history', { user: designer, channel: general });
    expect(messages).toMatchObject([{ text: 'here', files: [{ name: 'run 1.csv', size: 15 }] }]);
    const download = await fetch(`${workspace.address.url}${messages[0]?.files?.[0]?.downloadPath}`);
    expect(download.headers.get('content-disposition')).toContain('attachment');
  });
});

describe('faults and limits', () => {
  test('the message rate limit answers 429 with Retry-After and passes after a second', async () => {
    await using workspace = await startTestWorkspace();
    await workspace.client.call('fault', { fault: 'message_rate_limit', times: 1 });
    const post = (channel: string) => workspace.api('chat.postMessage', { channel, text: 'x' });
    expect((await post(general)).body.ok).toBe(true);
    const limited = await post(general);
    expect(limited).toMatchObject({ status: 429, body: { ok: false, error: 'ratelimited' } });
    expect(limited.headers.get('retry-after')).toBe('1');
    expect((await post(links)).body.ok).toBe(true);
    await workspace.outside.clock.advance(1000);
    expect((await post(general)).body.ok).toBe(true);
  });

  test('armed faults hit the named method as often as asked', async () => {
    await using workspace = await startTestWorkspace();
    await workspace.client.call('fault', {
      fault: 'rate_limited',
      times: 1,
      method: 'users.info',
      retryAfterSeconds: 7,
    });
    await workspace.client.call('fault', { fault: 'server_error', times: 1 });
    await workspace.client.call('fault', { fault: 'unknown_method', times: 1, method: 'chat.startStream' });
    expect((await workspace.api('auth.test')).status).toBe(500);
    expect((await workspace.api('auth.test')).status).toBe(200);
    expect((await workspace.api('users.info', { user: designer })).headers.get('retry-after')).toBe('7');
    expect((await workspace.api('users.info', { user: designer })).status).toBe(200);
    for (let i = 0; i < 2; i += 1) expect((await workspace.api('chat.startStream')).body.error).toBe('unknown_method');
    await workspace.client.call('fault', { fault: 'unknown_method', times: 0, method: 'chat.startStream' });
    expect((await workspace.api('chat.startStream')).body.error).not.toBe('unknown_method');
  });
});
