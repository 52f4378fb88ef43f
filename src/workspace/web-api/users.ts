import type { Parts } from '../parts.ts';
import type { JsonObject, UserRecord } from '../records.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import { findUser } from './lookup.ts';
import type { ApiMethods } from './method.ts';
import { cutPage } from './page.ts';

export const userMethods: ApiMethods = {
  'users.info': {
    scopes: ['users:read'],
    run: (parts, args) => ({ user: toApiUser(parts, findUser(parts, args)) }),
  },
  'users.list': {
    scopes: ['users:read'],
    run(parts, args) {
      const { page, metadata } = cutPage([...parts.world.users.values()], args, { default: 100, max: 1000 });
      return {
        members: page.map((user) => toApiUser(parts, user)),
        cache_ts: Math.floor(parts.outside.clock.now() / 1000),
        response_metadata: metadata,
      };
    },
  },
  'usergroups.list': {
    scopes: ['usergroups:read'],
    run: ({ world }, args) => ({
      usergroups: [...world.userGroups.values()].map((group) => ({
        id: group.id,
        team_id: world.identity.teamId,
        is_usergroup: true,
        handle: group.handle,
        name: group.name,
        user_count: group.userIds.length,
        ...(args.flag('include_users') && { users: group.userIds }),
      })),
    }),
  },
  'usergroups.users.list': {
    scopes: ['usergroups:read'],
    run({ world }, args) {
      const group = world.userGroups.get(args.requiredText('usergroup'));
      if (!group) throw new SlackRefusal('no_such_subteam');
      return { users: group.userIds };
    },
  },
};

function toApiUser({ world, outside }: Parts, user: UserRecord): JsonObject {
  const { teamId, botId, appId, botUserId } = world.identity;
  return {
    id: user.id,
    team_id: teamId,
    name: user.name,
    deleted: false,
    real_name: user.realName,
    tz: 'Etc/UTC',
    tz_label: 'Coordinated Universal Time',
    tz_offset: 0,
    profile: {
      real_name: user.realName,
      real_name_normalized: user.realName,
      display_name: user.name,
      display_name_normalized: user.name,
      team: teamId,
      ...(user.id === botUserId && { bot_id: botId, api_app_id: appId }),
    },
    is_admin: user.isAdmin,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: user.isBot,
    is_app_user: false,
    updated: Math.floor(outside.clock.now() / 1000),
  };
}
