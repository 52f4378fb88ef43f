import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { commands } from '../../src/slack/commands/index.ts';
import { buildManifest } from '../../src/slack/manifest.ts';
import { SlackSettings } from '../../src/slack/settings.ts';

const settings = SlackSettings.parse({});

describe('the manifest', () => {
  test('names every command, shortcut and event, and asks for no more scopes than they need', () => {
    const manifest = buildManifest(settings);
    expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual(
      commands.map(({ name }) => `/${name}`),
    );
    expect(manifest.features.shortcuts).toMatchObject([{ callback_id: 'summarize_links', type: 'message' }]);
    expect(manifest.settings.event_subscriptions.bot_events).toContain('message.channels');
    expect(manifest.oauth_config.scopes.bot).toEqual([
      'app_mentions:read',
      'channels:history',
      'channels:read',
      'chat:write',
      'commands',
      'files:write',
      'groups:history',
      'groups:read',
      'im:history',
      'im:read',
      'im:write',
      'mpim:history',
      'mpim:read',
      'reactions:read',
      'usergroups:read',
      'users:read',
    ]);
    expect(manifest.settings.socket_mode_enabled).toBe(true);
    expect(JSON.stringify(manifest)).not.toContain('url"');
  });

  test("stays within Slack's limits", () => {
    const { display_information: shown, features } = buildManifest({ ...settings, commandPrefix: 'a'.repeat(16) });
    expect(shown.name.length).toBeLessThanOrEqual(35);
    expect(shown.description.length).toBeLessThanOrEqual(140);
    for (const { command, description, usage_hint: hint } of features.slash_commands) {
      expect(command.length).toBeLessThanOrEqual(32);
      expect(description.length).toBeLessThanOrEqual(2000);
      expect((hint ?? '').length).toBeLessThanOrEqual(1000);
    }
    for (const { name, description } of features.shortcuts) {
      expect(name.length).toBeLessThanOrEqual(24);
      expect(description.length).toBeLessThanOrEqual(150);
    }
  });

  test('in http mode points everything at the public address, and needs one', () => {
    const http = { ...settings, mode: 'http' as const };
    const manifest = buildManifest({ ...http, publicUrl: 'https://gloss.example.com' });
    const url = 'https://gloss.example.com/slack/events';
    expect(manifest.settings).toMatchObject({
      socket_mode_enabled: false,
      event_subscriptions: { request_url: url },
      interactivity: { request_url: url },
    });
    expect(manifest.features.slash_commands.every((command) => command.url === url)).toBe(true);
    expect(() => buildManifest(http)).toThrow(expect.objectContaining({ code: 'config_invalid' }));
  });
});

describe('settings', () => {
  test('need what their mode needs, once there is a bot token', () => {
    const problems = (given: object) =>
      (SlackSettings.safeParse(given).error?.issues ?? []).map(({ path }) => path.join('.'));
    expect(problems({})).toEqual([]);
    expect(problems({ botToken: 'xoxb-1' })).toEqual(['appToken']);
    expect(problems({ botToken: 'xoxb-1', mode: 'http' })).toEqual(['signingSecret']);
    expect(problems({ botToken: 'xoxb-1', appToken: 'xapp-1' })).toEqual([]);
    expect(
      problems({ botToken: 'xoxp-1', apiUrl: 'slack.com', commandPrefix: 'A B', admins: ['anna'] }).toSorted(),
    ).toEqual(['admins.0', 'apiUrl', 'appToken', 'botToken', 'commandPrefix']);
  });

  test('are for one workspace by a token, or for several by a client id and all that it needs', () => {
    const several = {
      clientId: '12.34',
      clientSecret: 'client-secret',
      stateSecret: 'state-secret-0123456789',
      publicUrl: 'https://gloss.example.com',
      appToken: 'xapp-1',
    };
    const problems = (changes: object) =>
      (SlackSettings.safeParse({ ...several, ...changes }).error?.issues ?? []).map(({ path }) => path.join('.'));
    expect(problems({})).toEqual([]);
    expect(problems({ clientSecret: null, stateSecret: null, publicUrl: null })).toEqual([
      'clientSecret',
      'stateSecret',
      'publicUrl',
    ]);
    expect(problems({ botToken: 'xoxb-1' })).toEqual(['botToken']);
    expect(problems({ appToken: null })).toEqual(['appToken']);
    expect(problems({ mode: 'http' })).toEqual(['signingSecret']);
    const manifest = buildManifest(SlackSettings.parse(several));
    expect(manifest.oauth_config.redirect_urls).toEqual(['https://gloss.example.com/slack/oauth_redirect']);
    expect(manifest.settings.event_subscriptions.bot_events).toEqual(
      expect.arrayContaining(['app_uninstalled', 'tokens_revoked']),
    );
  });

  test('for several workspaces are not right without a key for their tokens', () => {
    const environment = {
      SLACK_CLIENT_ID: '12.34',
      SLACK_CLIENT_SECRET: 'client-secret',
      SLACK_STATE_SECRET: 'state-secret-0123456789',
      SLACK_APP_TOKEN: 'xapp-1',
      GLOSS_SLACK_PUBLIC_URL: 'https://gloss.example.com',
    };
    const root = join(import.meta.dirname, '../..');
    expect(() => loadConfig(root, environment)).toThrow(/encryptionKeys.*needs a key with slack\.clientId/s);
    const key = Buffer.alloc(32, 1).toString('base64');
    expect(loadConfig(root, { ...environment, GLOSS_STORE_ENCRYPTION_KEYS: key }).settings.slack.clientId).toBe(
      '12.34',
    );
  });
});
