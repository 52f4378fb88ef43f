import { toBotProfile } from '../message-views.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import type { ApiMethods } from './method.ts';

export const authMethods: ApiMethods = {
  'auth.test': {
    scopes: [],
    run({ world, origin }) {
      const { teamId, teamName, botUserId, botId, appId } = world.identity;
      return {
        url: `${origin()}/`,
        team: teamName,
        user: world.users.get(botUserId)?.name,
        team_id: teamId,
        user_id: botUserId,
        bot_id: botId,
        app_id: appId,
        is_enterprise_install: false,
      };
    },
  },
  'api.test': { scopes: [], run: (_parts, args) => ({ args: args.all }) },
  'apps.connections.open': {
    scopes: [],
    token: 'app',
    run(parts) {
      const url = parts.openSocketAddress();
      if (url === null) throw new SlackRefusal('socket_mode_not_enabled');
      return { url };
    },
  },
  'bots.info': {
    scopes: ['users:read'],
    run(parts, args) {
      const wanted = args.text('bot') ?? parts.world.identity.botId;
      if (wanted !== parts.world.identity.botId) throw new SlackRefusal('bot_not_found');
      return { bot: toBotProfile(parts) };
    },
  },
  'team.info': {
    scopes: ['team:read'],
    run({ world }) {
      const { teamId, teamName, teamDomain } = world.identity;
      return {
        team: { id: teamId, name: teamName, domain: teamDomain, email_domain: '', icon: { image_default: true } },
      };
    },
  },
};
