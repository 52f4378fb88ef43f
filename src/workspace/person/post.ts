import { createFile, shareFiles } from '../files.ts';
import { changeMessage, deleteMessage, postMessage } from '../message-acts.ts';
import type { Parts } from '../parts.ts';
import { randomLetters } from '../random-text.ts';
import type { MessageRecord } from '../records.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import { encodeTypedText, type EncodedText, type TextNames } from '../typed-text.ts';

/** A person posts. @throws SlackRefusal `no_text`, `not_in_channel` … */
export function postAsPerson(
  parts: Parts,
  body: { user: string; channel: string; text: string; thread_ts?: string },
): MessageRecord {
  checkMember(parts, body.user, body.channel);
  return postMessage(parts, body.channel, {
    user: body.user,
    client_msg_id: parts.outside.newId(),
    ...encode(parts, body.text),
    ...(body.thread_ts !== undefined && { thread_ts: body.thread_ts }),
  });
}

/** A person shares a file. @throws SlackRefusal `file_upload_size_restricted`, `not_in_channel` … */
export function uploadAsPerson(
  parts: Parts,
  body: { user: string; channel: string; name: string; content: string; text?: string; thread_ts?: string },
): MessageRecord {
  checkMember(parts, body.user, body.channel);
  const content = Buffer.from(body.content, 'base64');
  if (content.length > parts.settings.maxFileBytes) throw new SlackRefusal('file_upload_size_restricted');
  const file = createFile(parts, body.name, content.length, body.user);
  parts.world.saveFile(file, content);
  return shareFiles(parts, [file], body.channel, {
    user: body.user,
    client_msg_id: parts.outside.newId(),
    ...(body.text === undefined ? { text: '' } : encode(parts, body.text)),
    ...(body.thread_ts !== undefined && { thread_ts: body.thread_ts }),
  });
}

export function editAsPerson(
  parts: Parts,
  body: { user: string; channel: string; ts: string; text: string },
): MessageRecord {
  const message = findOwn(parts, body, 'cant_update_message');
  return changeMessage(parts, message, {
    ...encode(parts, body.text),
    edited: { user: body.user, ts: parts.world.nextTs() },
  });
}

export function deleteAsPerson(parts: Parts, body: { user: string; channel: string; ts: string }): void {
  deleteMessage(parts, findOwn(parts, body, 'cant_delete_message'));
}

/** @throws SlackRefusal `user_not_found`, `channel_not_found`, `not_in_channel` */
export function checkMember({ world }: Parts, userId: string, channelId: string): void {
  if (!world.users.has(userId)) throw new SlackRefusal('user_not_found');
  const channel = world.channels.get(channelId);
  if (!channel) throw new SlackRefusal('channel_not_found');
  if (!channel.memberIds.includes(userId)) throw new SlackRefusal('not_in_channel');
}

function findOwn(
  { world }: Parts,
  body: { user: string; channel: string; ts: string },
  errorCode: string,
): MessageRecord {
  const message = world.message(body.channel, body.ts);
  if (!message) throw new SlackRefusal('message_not_found');
  const isAdmin = world.users.get(body.user)?.isAdmin === true && errorCode === 'cant_delete_message';
  if (message.user !== body.user && !isAdmin) throw new SlackRefusal(errorCode);
  return message;
}

const maxTypedLength = 40_000;

/** @throws SlackRefusal `no_text`, `msg_too_long` */
function encode(parts: Parts, typed: string): EncodedText {
  if (typed.trim() === '') throw new SlackRefusal('no_text');
  if (typed.length > maxTypedLength) throw new SlackRefusal('msg_too_long');
  const encoded = encodeTypedText(typed, namesIn(parts));
  return {
    text: encoded.text,
    blocks: encoded.blocks.map((block) => ({ block_id: randomLetters(parts.outside, 5), ...block })),
  };
}

function namesIn({ world }: Parts): TextNames {
  return {
    userId(name) {
      const wanted = name.toLowerCase();
      return [...world.users.values()].find((user) => user.name === wanted || user.id === name)?.id;
    },
    channelId: (name) => [...world.channels.values()].find((channel) => channel.name === name && name !== '')?.id,
  };
}
