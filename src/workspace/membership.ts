import { sendMemberChange } from './app-events.ts';
import { postMessage } from './message-acts.ts';
import type { Parts } from './parts.ts';
import type { ChannelRecord } from './records.ts';

/** Adds a member: a join message in the channel and the event to the app. @returns the channel as it is then */
export function joinChannel(parts: Parts, channel: ChannelRecord, userId: string): ChannelRecord {
  const joined = { ...channel, memberIds: [...channel.memberIds, userId] };
  parts.world.saveChannel(joined);
  const text = `<@${userId}> has joined the channel`;
  postMessage(parts, channel.id, { subtype: 'channel_join', user: userId, text });
  sendMemberChange(parts, 'member_joined_channel', joined, userId);
  return joined;
}

/** Takes a member out: a leave message and the event. @returns the channel as it is then */
export function leaveChannel(parts: Parts, channel: ChannelRecord, userId: string): ChannelRecord {
  const left = { ...channel, memberIds: channel.memberIds.filter((id) => id !== userId) };
  parts.world.saveChannel(left);
  postMessage(parts, channel.id, { subtype: 'channel_leave', user: userId, text: `<@${userId}> has left the channel` });
  sendMemberChange(parts, 'member_left_channel', left, userId);
  return left;
}
