import type { Parts } from '../parts.ts';
import type { ChannelRecord, MessageRecord, UserRecord } from '../records.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import type { ApiArguments } from './arguments.ts';

/** The channel of a call as the app sees it. @throws SlackRefusal `channel_not_found` */
export function findChannel({ world }: Parts, args: ApiArguments, name = 'channel'): ChannelRecord {
  const wanted = args.requiredText(name);
  const channel =
    world.channels.get(wanted) ??
    [...world.channels.values()].find((known) => known.kind !== 'im' && `#${known.name}` === wanted);
  const isHidden = channel?.kind !== 'public' && !channel?.memberIds.includes(world.identity.botUserId);
  if (!channel || isHidden) throw new SlackRefusal('channel_not_found');
  return channel;
}

/** @throws SlackRefusal `channel_not_found`, `not_in_channel` */
export function findJoinedChannel(parts: Parts, args: ApiArguments, name = 'channel'): ChannelRecord {
  const channel = findChannel(parts, args, name);
  if (!channel.memberIds.includes(parts.world.identity.botUserId)) throw new SlackRefusal('not_in_channel');
  return channel;
}

/** @throws SlackRefusal `user_not_found` */
export function findUser({ world }: Parts, args: ApiArguments, name = 'user'): UserRecord {
  const user = world.users.get(args.requiredText(name));
  if (!user) throw new SlackRefusal('user_not_found');
  return user;
}

/** A lasting message. @throws SlackRefusal `errorCode` */
export function findMessage(
  { world }: Parts,
  channel: string,
  ts: string,
  errorCode = 'message_not_found',
): MessageRecord {
  const message = world.message(channel, ts);
  if (!message || message.ephemeralFor !== undefined) throw new SlackRefusal(errorCode);
  return message;
}
