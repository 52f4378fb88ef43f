import { describe, expect, test } from 'vitest';
import { readMessage } from '../../src/slack/events/read-message.ts';

const identity = { teamId: 'T1', botUserId: 'UBOT', botId: 'BBOT', teamUrl: null };
const person = { type: 'message', channel: 'C1', user: 'U1', ts: '10.1', text: 'see <https://a.example/x>' };
const read = (event: object) => readMessage(event, identity);

describe('a message that is read', () => {
  test('of a person, with its links and its thread', () => {
    expect(read(person)).toEqual({
      kind: 'posted',
      channelId: 'C1',
      messageTs: '10.1',
      threadTs: '10.1',
      userId: 'U1',
      urls: ['https://a.example/x'],
      text: person.text,
      isDirect: false,
    });
    expect(read({ ...person, thread_ts: '9.1', channel_type: 'im' })).toMatchObject({
      threadTs: '9.1',
      isDirect: true,
    });
  });

  test.each(['thread_broadcast', 'file_share', 'me_message'])('of subtype %s', (subtype) => {
    expect(read({ ...person, subtype })).toMatchObject({ kind: 'posted' });
  });
});

describe('a message that is passed over', () => {
  test.each<[string, object]>([
    ['of the app itself', { ...person, user: 'UBOT' }],
    ['of another bot', { ...person, bot_id: 'B9' }],
    ['of a bot without user', { ...person, user: undefined, subtype: 'bot_message', bot_id: 'B9' }],
    ['of Slackbot', { ...person, user: 'USLACKBOT' }],
    ['that says who joined', { ...person, subtype: 'channel_join' }],
    ['that is hidden', { ...person, hidden: true }],
    ['without a channel', { ...person, channel: undefined }],
    ['that has an unknown subtype', { ...person, subtype: 'reminder_add' }],
  ])('%s', (_, event) => {
    expect(read(event).kind).toBe('ignored');
  });
});

describe('an edit', () => {
  const edit = (before: object | undefined, after: object) =>
    read({
      type: 'message',
      subtype: 'message_changed',
      hidden: true,
      channel: 'C1',
      ts: '11.1',
      message: { ...person, ...after },
      previous_message: before && { ...person, ...before },
    });

  test('that adds and takes links is told apart', () => {
    expect(
      edit(
        { text: '<https://a.example/x> <https://b.example/>' },
        { text: '<https://a.example/x?utm_source=s> <https://c.example/>' },
      ),
    ).toEqual({
      kind: 'edited',
      channelId: 'C1',
      messageTs: '10.1',
      threadTs: '10.1',
      userId: 'U1',
      addedUrls: ['https://c.example/'],
      removedUrls: ['https://b.example/'],
    });
  });

  test('whose earlier form is unknown brings all its links', () => {
    expect(edit(undefined, {})).toMatchObject({ addedUrls: ['https://a.example/x'], removedUrls: [] });
  });

  test.each<[string, object, object]>([
    ['by which Slack adds a preview', {}, { attachments: [{ from_url: 'https://a.example/x', title: 'X' }] }],
    ['of words only', { text: 'look <https://a.example/x>' }, { text: 'see <https://a.example/x>' }],
    ['of a bot message', { text: 'x' }, { bot_id: 'B1' }],
    ['of our own message', { text: 'x' }, { user: 'UBOT' }],
  ])('%s is passed over', (_, before, after) => {
    expect(edit(before, after).kind).toBe('ignored');
  });

  test('that empties a deleted message with replies is a deletion', () => {
    expect(edit({}, { subtype: 'tombstone', user: 'USLACKBOT', text: 'This message was deleted.' })).toEqual({
      kind: 'deleted',
      channelId: 'C1',
      messageTs: '10.1',
    });
  });
});

describe('a deletion', () => {
  const deletion = (previous: object | undefined) =>
    read({
      type: 'message',
      subtype: 'message_deleted',
      hidden: true,
      channel: 'C1',
      ts: '12.1',
      deleted_ts: '10.1',
      previous_message: previous,
    });

  test('of a person is told, with or without the earlier message', () => {
    const deleted = { kind: 'deleted', channelId: 'C1', messageTs: '10.1' };
    expect(deletion(person)).toEqual(deleted);
    expect(deletion(undefined)).toEqual(deleted);
  });

  test('of a bot message is passed over', () => {
    expect(deletion({ ...person, bot_id: 'BBOT' }).kind).toBe('ignored');
  });
});
