import { z } from 'zod';
import type { WorkspaceChannel, WorkspaceUser } from '../control-api.ts';
import { openDirectMessage } from '../opening-state.ts';
import { joinChannel, leaveChannel } from '../membership.ts';
import type { Parts } from '../parts.ts';
import type { ChannelRecord, UserRecord } from '../records.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import { sendMemberChange } from '../app-events.ts';
import type { ControlGroup } from './control-call.ts';

export const workspaceCalls: ControlGroup<
  'state' | 'traffic' | 'addUser' | 'addChannel' | 'join' | 'leave' | 'addUserGroup'
> = {
  state: {
    body: z.object({ user: z.string() }),
    run({ world, app, link, samples }, { user }) {
      const { teamId, teamName, appId, botUserId, botId } = world.identity;
      return {
        team: { id: teamId, name: teamName },
        app: { id: appId, botUserId, botId, name: app.name, connected: link.isConnected() },
        users: [...world.users.values()].map(toUser),
        channels: [...world.channels.values()]
          .filter((channel) => channel.kind === 'public' || channel.memberIds.includes(user))
          .map(toChannel),
        commands: [...app.commands],
        messageShortcuts: [...app.messageShortcuts],
        globalShortcuts: [...app.globalShortcuts],
        samples: samples(),
      };
    },
  },
  traffic: {
    body: z.object({ after: z.number().exactOptional() }),
    run: ({ traffic }, { after = 0 }) => ({ entries: traffic.list(after) }),
  },
  addUser: {
    body: z.object({
      name: z.string().regex(/^[a-z0-9][a-z0-9._-]*$/),
      realName: z.string().exactOptional(),
      isAdmin: z.boolean().exactOptional(),
    }),
    run({ world, outside }, { name, realName = name, isAdmin = false }) {
      if ([...world.users.values()].some((user) => user.name === name)) throw new SlackRefusal('name_taken');
      const user = { id: world.newId('U'), name, realName, isBot: false, isAdmin };
      world.saveUser(user);
      openDirectMessage(world, user.id, outside);
      return { user };
    },
  },
  addChannel: {
    body: z.object({
      name: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,79}$/),
      kind: z.enum(['public', 'private']).exactOptional(),
      memberIds: z.array(z.string()),
    }),
    run(parts, { name, kind = 'public', memberIds }) {
      const { world, outside } = parts;
      if ([...world.channels.values()].some((channel) => channel.name === name)) throw new SlackRefusal('name_taken');
      if (memberIds.some((id) => !world.users.has(id))) throw new SlackRefusal('user_not_found');
      const channel: ChannelRecord = {
        id: world.newId('C'),
        name,
        kind,
        memberIds: [...memberIds],
        createdAt: outside.clock.now(),
        creatorId: memberIds[0] ?? world.identity.botUserId,
      };
      world.saveChannel(channel);
      const { botUserId } = world.identity;
      if (memberIds.includes(botUserId)) sendMemberChange(parts, 'member_joined_channel', channel, botUserId);
      return { channel: toChannel(channel) };
    },
  },
  join: {
    body: z.object({ user: z.string(), channel: z.string() }),
    run(parts, { user, channel }) {
      const known = findChannel(parts, channel);
      if (!parts.world.users.has(user)) throw new SlackRefusal('user_not_found');
      if (known.memberIds.includes(user)) throw new SlackRefusal('already_in_channel');
      return { channel: toChannel(joinChannel(parts, known, user)) };
    },
  },
  leave: {
    body: z.object({ user: z.string(), channel: z.string() }),
    run(parts, { user, channel }) {
      const known = findChannel(parts, channel);
      if (!known.memberIds.includes(user)) throw new SlackRefusal('not_in_channel');
      return { channel: toChannel(leaveChannel(parts, known, user)) };
    },
  },
  addUserGroup: {
    body: z.object({ handle: z.string().min(1), name: z.string().min(1), userIds: z.array(z.string()) }),
    run({ world }, { handle, name, userIds }) {
      if (userIds.some((id) => !world.users.has(id))) throw new SlackRefusal('user_not_found');
      const id = world.newId('S');
      world.saveUserGroup({ id, handle, name, userIds });
      return { id };
    },
  },
};

function toUser({ id, name, realName, isBot, isAdmin }: UserRecord): WorkspaceUser {
  return { id, name, realName, isBot, isAdmin };
}

function toChannel({ id, name, kind, memberIds }: ChannelRecord): WorkspaceChannel {
  return { id, name, kind, memberIds: [...memberIds] };
}

function findChannel({ world }: Parts, id: string): ChannelRecord {
  const channel = world.channels.get(id);
  if (!channel || channel.kind === 'im') throw new SlackRefusal('channel_not_found');
  return channel;
}
