import { z } from 'zod';
import { maySee } from '../hub.ts';
import { addReaction, removeReaction } from '../message-acts.ts';
import { toControlMessage } from '../message-views.ts';
import type { Parts } from '../parts.ts';
import type { MessageRecord } from '../records.ts';
import { checkMember, deleteAsPerson, editAsPerson, postAsPerson, uploadAsPerson } from '../person/post.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import type { ControlGroup } from './control-call.ts';

const place = { user: z.string(), channel: z.string() };

export const conversationCalls: ControlGroup<'history' | 'post' | 'upload' | 'edit' | 'delete' | 'react'> = {
  history: {
    body: z.object({
      ...place,
      thread_ts: z.string().exactOptional(),
      limit: z.int().min(1).max(1000).exactOptional(),
    }),
    run(parts, { user, channel, thread_ts: threadTs, limit = 200 }) {
      if (!maySee(parts.world, channel, user)) throw new SlackRefusal('channel_not_found');
      const messages = threadTs === undefined ? inChannel(parts, channel) : inThread(parts, channel, threadTs);
      const visible = messages.filter((message) => message.ephemeralFor === undefined || message.ephemeralFor === user);
      return { messages: visible.slice(-limit).map((message) => toControlMessage(parts.world, message)) };
    },
  },
  post: {
    body: z.object({ ...place, text: z.string(), thread_ts: z.string().exactOptional() }),
    run: (parts, body) => ({ message: toControlMessage(parts.world, postAsPerson(parts, body)) }),
  },
  upload: {
    body: z.object({
      ...place,
      name: z.string().min(1).max(255),
      content: z.base64(),
      text: z.string().exactOptional(),
      thread_ts: z.string().exactOptional(),
    }),
    run: (parts, body) => ({ message: toControlMessage(parts.world, uploadAsPerson(parts, body)) }),
  },
  edit: {
    body: z.object({ ...place, ts: z.string(), text: z.string() }),
    run: (parts, body) => ({ message: toControlMessage(parts.world, editAsPerson(parts, body)) }),
  },
  delete: {
    body: z.object({ ...place, ts: z.string() }),
    run(parts, body) {
      deleteAsPerson(parts, body);
      return {};
    },
  },
  react: {
    body: z.object({ ...place, ts: z.string(), name: z.string().min(1), remove: z.boolean().exactOptional() }),
    run(parts, { user, channel, ts, name, remove }) {
      checkMember(parts, user, channel);
      const message = parts.world.message(channel, ts);
      if (!message) throw new SlackRefusal('message_not_found');
      (remove ? removeReaction : addReaction)(parts, message, user, name);
      return {};
    },
  },
};

function inChannel({ world }: Parts, channel: string): MessageRecord[] {
  return world
    .messages(channel)
    .filter((message) => message.thread_ts === undefined || message.thread_ts === message.ts || message.broadcast);
}

function inThread({ world }: Parts, channel: string, threadTs: string): MessageRecord[] {
  const root = world.message(channel, threadTs);
  return [...(root ? [root] : []), ...world.replies(channel, threadTs)];
}
