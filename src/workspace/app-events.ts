import { compact, toApiMessage } from './message-views.ts';
import type { Parts } from './parts.ts';
import { randomCapitals } from './random-text.ts';
import type { ChannelRecord, JsonObject, MessageRecord } from './records.ts';

const channelTypes = { public: 'channel', private: 'group', im: 'im' } as const;
const messageSubscriptions = { public: 'message.channels', private: 'message.groups', im: 'message.im' } as const;

/** Sends an event to the app where it subscribed to it. */
export function sendEvent(parts: Parts, event: JsonObject, subscription = String(event['type'])): void {
  if (parts.app.events && !parts.app.events.includes(subscription)) return;
  const { world, outside } = parts;
  const { teamId, appId, botUserId, verificationToken } = world.identity;
  parts.link.deliverEvent({
    token: verificationToken,
    team_id: teamId,
    context_team_id: teamId,
    context_enterprise_id: null,
    api_app_id: appId,
    event,
    type: 'event_callback',
    event_id: world.newId('Ev'),
    event_time: Math.floor(outside.clock.now() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: teamId, user_id: botUserId, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
    event_context: `4-${randomCapitals(outside, 40)}`,
  });
}

/** The channel, where the app is in it and so hears of it. */
function heardChannel({ world }: Parts, channelId: string): ChannelRecord | null {
  const channel = world.channels.get(channelId);
  return channel?.memberIds.includes(world.identity.botUserId) ? channel : null;
}

function sendMessageEvent(parts: Parts, channel: ChannelRecord, fields: JsonObject): void {
  const event = { type: 'message', ...fields, channel: channel.id, channel_type: channelTypes[channel.kind] };
  sendEvent(parts, event, messageSubscriptions[channel.kind]);
}

/** `message`, and `app_mention` beside it where a person names the app. */
export function sendMessagePosted(parts: Parts, message: MessageRecord): void {
  const channel = heardChannel(parts, message.channel);
  if (!channel || message.ephemeralFor !== undefined) return;
  const fields = toApiMessage(parts, message, { metadata: true });
  sendMessageEvent(parts, channel, { ...fields, event_ts: message.ts });
  const { botUserId } = parts.world.identity;
  if (channel.kind === 'im' || message.user === botUserId || !message.text.includes(`<@${botUserId}`)) return;
  const { subtype: _, parent_user_id: _parent, ...mention } = fields;
  sendEvent(parts, { ...mention, type: 'app_mention', channel: channel.id, event_ts: message.ts });
}

/** `previous` is the message as `toApiMessage` showed it before. */
export function sendMessageChanged(parts: Parts, message: MessageRecord, previous: JsonObject): void {
  const channel = heardChannel(parts, message.channel);
  if (!channel || message.ephemeralFor !== undefined) return;
  const ts = parts.world.nextTs();
  sendMessageEvent(parts, channel, {
    subtype: 'message_changed',
    message: toApiMessage(parts, message, { metadata: true }),
    previous_message: previous,
    hidden: true,
    ts,
    event_ts: ts,
  });
}

export function sendMessageDeleted(parts: Parts, message: MessageRecord, previous: JsonObject): void {
  const channel = heardChannel(parts, message.channel);
  if (!channel || message.ephemeralFor !== undefined) return;
  const ts = parts.world.nextTs();
  sendMessageEvent(parts, channel, {
    subtype: 'message_deleted',
    previous_message: previous,
    deleted_ts: message.ts,
    hidden: true,
    ts,
    event_ts: ts,
  });
}

export function sendReaction(
  parts: Parts,
  type: 'reaction_added' | 'reaction_removed',
  message: MessageRecord,
  userId: string,
  name: string,
): void {
  if (!heardChannel(parts, message.channel)) return;
  sendEvent(
    parts,
    compact({
      type,
      user: userId,
      reaction: name,
      item: { type: 'message', channel: message.channel, ts: message.ts },
      item_user: message.user,
      event_ts: parts.world.nextTs(),
    }),
  );
}

export function sendMemberChange(
  parts: Parts,
  type: 'member_joined_channel' | 'member_left_channel',
  channel: ChannelRecord,
  userId: string,
): void {
  if (type === 'member_left_channel' && userId === parts.world.identity.botUserId) {
    const left = channel.kind === 'public' ? 'channel_left' : 'group_left';
    sendEvent(parts, { type: left, channel: channel.id, event_ts: parts.world.nextTs() });
    return;
  }
  if (!heardChannel(parts, channel.id)) return;
  sendEvent(parts, {
    type,
    user: userId,
    channel: channel.id,
    channel_type: channel.kind === 'public' ? 'C' : 'G',
    team: parts.world.identity.teamId,
    event_ts: parts.world.nextTs(),
  });
}
