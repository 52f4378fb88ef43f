import { AppError } from '../core/errors.ts';
import { commands } from './commands/index.ts';
import { slashName } from './commands/command.ts';
import type { SlackSettings } from './settings.ts';
import { summarizeLinksShortcut } from './shortcuts/summarize-links.ts';

/** Bot events the listeners handle, and the scope each needs. */
const events: readonly { name: string; scope: string | null }[] = [
  { name: 'app_home_opened', scope: null },
  { name: 'app_uninstalled', scope: null },
  { name: 'app_mention', scope: 'app_mentions:read' },
  { name: 'message.channels', scope: 'channels:history' },
  { name: 'message.groups', scope: 'groups:history' },
  { name: 'message.im', scope: 'im:history' },
  { name: 'message.mpim', scope: 'mpim:history' },
  { name: 'reaction_added', scope: 'reactions:read' },
  { name: 'reaction_removed', scope: 'reactions:read' },
  { name: 'tokens_revoked', scope: null },
];

/** Scopes of the Web API methods that are called: chat.*, conversations.info and open, users.conversations, users.info, usergroups.users.list, conversations.members, file uploads, slash commands. */
const methodScopes = [
  'chat:write',
  'channels:read',
  'groups:read',
  'im:read',
  'im:write',
  'mpim:read',
  'files:write',
  // Who is a guest, a bot or of another workspace may change nothing; roles may be given to a user group.
  'users:read',
  'usergroups:read',
  'commands',
] as const;

/** Slack's app manifest (docs.slack.dev/reference/app-manifest). */
export interface Manifest {
  display_information: { name: string; description: string; background_color: string };
  features: {
    app_home: { home_tab_enabled: boolean; messages_tab_enabled: boolean; messages_tab_read_only_enabled: boolean };
    bot_user: { display_name: string; always_online: boolean };
    shortcuts: { name: string; type: 'message' | 'global'; callback_id: string; description: string }[];
    slash_commands: {
      command: string;
      description: string;
      usage_hint?: string;
      should_escape: boolean;
      url?: string;
    }[];
  };
  oauth_config: { redirect_urls?: string[]; scopes: { bot: string[] } };
  settings: {
    event_subscriptions: { bot_events: string[]; request_url?: string };
    interactivity: { is_enabled: boolean; request_url?: string };
    org_deploy_enabled: boolean;
    socket_mode_enabled: boolean;
    token_rotation_enabled: boolean;
  };
}

/** What the app asks for, no more than its events and calls need. */
export function botScopes(): string[] {
  const scopes = [...methodScopes, ...events.flatMap(({ scope }) => (scope === null ? [] : [scope]))];
  return [...new Set(scopes)].toSorted();
}

/**
 * The manifest that fits this code: its events, commands, shortcuts and no scope more than they need.
 * @throws AppError `config_invalid` in http mode without `slack.publicUrl`.
 */
export function buildManifest(
  settings: Pick<SlackSettings, 'mode' | 'publicUrl' | 'eventsPath' | 'commandPrefix' | 'redirectPath' | 'clientId'>,
): Manifest {
  const requestUrl = requestUrlOf(settings);
  const url = requestUrl === null ? {} : { request_url: requestUrl };
  return {
    display_information: {
      name: 'Gloss',
      description: 'Reads every link and answers in its thread with a summary that can be traced to the page.',
      background_color: '#1f3a4d',
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: 'gloss', always_online: true },
      shortcuts: [
        {
          name: summarizeLinksShortcut.name,
          type: 'message',
          callback_id: summarizeLinksShortcut.callbackId,
          description: summarizeLinksShortcut.description,
        },
      ],
      slash_commands: commands.map((command) => ({
        command: slashName(command, settings.commandPrefix),
        description: command.summary.replace(/^./, (first) => first.toUpperCase()),
        ...(command.usage === '' ? {} : { usage_hint: command.usage }),
        should_escape: command.takesMentions === true,
        ...(requestUrl === null ? {} : { url: requestUrl }),
      })),
    },
    oauth_config: { ...redirectUrlsOf(settings), scopes: { bot: botScopes() } },
    settings: {
      event_subscriptions: { bot_events: events.map(({ name }) => name), ...url },
      interactivity: { is_enabled: true, ...url },
      org_deploy_enabled: false,
      socket_mode_enabled: settings.mode === 'socket',
      token_rotation_enabled: false,
    },
  };
}

/** Where Slack may send people back to after an installation in several workspaces. */
function redirectUrlsOf({
  clientId,
  publicUrl,
  redirectPath,
}: Pick<SlackSettings, 'clientId' | 'publicUrl' | 'redirectPath'>): Pick<Manifest['oauth_config'], 'redirect_urls'> {
  if (clientId === null || publicUrl === null) return {};
  return { redirect_urls: [new URL(redirectPath, publicUrl).href] };
}

function requestUrlOf(settings: Pick<SlackSettings, 'mode' | 'publicUrl' | 'eventsPath'>): string | null {
  if (settings.mode === 'socket') return null;
  if (settings.publicUrl !== null) return new URL(settings.eventsPath, settings.publicUrl).href;
  throw new AppError({
    code: 'config_invalid',
    message: 'The manifest of http mode needs slack.publicUrl.',
    hint: 'Set it to the address under which Slack reaches this machine, e.g. https://gloss.example.com.',
  });
}
