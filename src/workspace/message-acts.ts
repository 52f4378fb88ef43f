import { sendMessageChanged, sendMessageDeleted, sendMessagePosted, sendReaction } from './app-events.ts';
import { lastingReplies, toApiMessage, toControlMessage } from './message-views.ts';
import type { Parts } from './parts.ts';
import type { MessageRecord } from './records.ts';
import { SlackRefusal } from './slack-refusal.ts';

/** What a message says; everything else is given by its place and time. */
export type MessageContent = Omit<MessageRecord, 'channel' | 'ts'>;

/** Puts a message into a channel: pages and the app hear of it. A reply to a root that is gone lands in the channel, as in Slack. */
export function postMessage(parts: Parts, channel: string, content: MessageContent): MessageRecord {
  const { world } = parts;
  const { thread_ts: threadTs, ...rest } = content;
  const root = threadTs === undefined ? undefined : findRoot(parts, channel, threadTs);
  const message: MessageRecord = { channel, ts: world.nextTs(), ...rest, ...(root && { thread_ts: root.ts }) };
  world.saveMessage(message);
  parts.hub.publish({ type: 'message', message: toControlMessage(world, message) });
  if (root && message.ephemeralFor === undefined) {
    parts.hub.publish({ type: 'message_changed', message: toControlMessage(world, root) });
  }
  sendMessagePosted(parts, message);
  return message;
}

/** The root of the thread that `threadTs` names, also where it names a reply. */
function findRoot({ world }: Parts, channel: string, threadTs: string): MessageRecord | undefined {
  const named = world.message(channel, threadTs);
  if (!named || named.ephemeralFor !== undefined) return undefined;
  return named.thread_ts === undefined ? named : (world.message(channel, named.thread_ts) ?? named);
}

/** Changes a message; undefined values take a field away. */
export function changeMessage(
  parts: Parts,
  message: MessageRecord,
  change: { [K in keyof MessageRecord]?: MessageRecord[K] | undefined },
): MessageRecord {
  const previous = toApiMessage(parts, message, { metadata: true });
  const entries = Object.entries({ ...message, ...change }).filter(([, value]) => value !== undefined);
  const changed = Object.fromEntries(entries) as unknown as MessageRecord;
  parts.world.saveMessage(changed);
  parts.hub.publish({ type: 'message_changed', message: toControlMessage(parts.world, changed) });
  sendMessageChanged(parts, changed, previous);
  return changed;
}

/** Takes a message away; a root that has replies leaves a tombstone that holds its thread. */
export function deleteMessage(parts: Parts, message: MessageRecord): void {
  const { world, hub } = parts;
  if (lastingReplies(world, message).length > 0 && message.thread_ts === undefined) {
    const { channel, ts } = message;
    const tombstone: MessageRecord = {
      channel,
      ts,
      subtype: 'tombstone',
      user: 'USLACKBOT',
      text: 'This message was deleted.',
    };
    const previous = toApiMessage(parts, message, { metadata: true });
    world.saveMessage(tombstone);
    hub.publish({ type: 'message_changed', message: toControlMessage(world, tombstone) });
    sendMessageChanged(parts, tombstone, previous);
    return;
  }
  const previous = toApiMessage(parts, message, { metadata: true });
  world.removeMessage(message.channel, message.ts);
  hub.publish({ type: 'message_deleted', channel: message.channel, ts: message.ts });
  sendMessageDeleted(parts, message, previous);
  const root = message.thread_ts === undefined ? undefined : world.message(message.channel, message.thread_ts);
  if (!root) return;
  // A tombstone stands only as long as its thread.
  if (root.subtype === 'tombstone' && lastingReplies(world, root).length === 0) deleteMessage(parts, root);
  else hub.publish({ type: 'message_changed', message: toControlMessage(world, root) });
}

/** @throws SlackRefusal `already_reacted` */
export function addReaction(parts: Parts, message: MessageRecord, userId: string, name: string): void {
  const reactions = (message.reactions ?? []).map((reaction) => ({ ...reaction, users: [...reaction.users] }));
  const known = reactions.find((reaction) => reaction.name === name);
  if (known?.users.includes(userId)) throw new SlackRefusal('already_reacted');
  if (known) known.users.push(userId);
  else reactions.push({ name, users: [userId] });
  saveReactions(parts, message, reactions);
  sendReaction(parts, 'reaction_added', message, userId, name);
}

/** @throws SlackRefusal `no_reaction` */
export function removeReaction(parts: Parts, message: MessageRecord, userId: string, name: string): void {
  if (!message.reactions?.some((reaction) => reaction.name === name && reaction.users.includes(userId))) {
    throw new SlackRefusal('no_reaction');
  }
  const reactions = message.reactions
    .map((reaction) =>
      reaction.name === name ? { name, users: reaction.users.filter((user) => user !== userId) } : reaction,
    )
    .filter((reaction) => reaction.users.length > 0);
  saveReactions(parts, message, reactions);
  sendReaction(parts, 'reaction_removed', message, userId, name);
}

function saveReactions(
  { world, hub }: Parts,
  message: MessageRecord,
  reactions: NonNullable<MessageRecord['reactions']>,
): void {
  const { reactions: _, ...rest } = message;
  const changed = reactions.length > 0 ? { ...rest, reactions } : rest;
  world.saveMessage(changed);
  hub.publish({ type: 'message_changed', message: toControlMessage(world, changed) });
}
