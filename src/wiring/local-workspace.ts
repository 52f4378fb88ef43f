/** Starts the small Slack of a machine without tokens, and points the settings at it. */
import type { Config, Settings } from '../config.ts';
import type { Outside } from '../core/outside.ts';
import { buildManifest } from '../slack/manifest.ts';
import type { Closers } from './closers.ts';
import { resolvePath } from './resolve-path.ts';
import { createWorkspaceStorage } from '../store/workspace-storage.ts';
import { createWorkspace } from '../workspace/workspace.ts';
import type { WorkspaceAddress } from '../workspace/workspace.ts';

export async function startWorkspace(config: Config, outside: Outside, closers: Closers): Promise<WorkspaceAddress> {
  const { settings, rootDirectory } = config;
  const storage = createWorkspaceStorage(resolvePath(rootDirectory, settings.workspace.databaseFile));
  closers.push(() => storage.close());
  const manifest = buildManifest({ ...settings.slack, mode: 'socket' });
  const workspace = createWorkspace(settings.workspace, outside, {
    storage,
    app: {
      name: manifest.display_information.name,
      commands: manifest.features.slash_commands.map(({ command, description, usage_hint }) => ({
        command,
        description,
        usageHint: usage_hint ?? '',
      })),
      messageShortcuts: manifest.features.shortcuts.flatMap(({ name, type, callback_id }) =>
        type === 'message' ? [{ name, callbackId: callback_id }] : [],
      ),
      globalShortcuts: manifest.features.shortcuts.flatMap(({ name, type, callback_id }) =>
        type === 'global' ? [{ name, callbackId: callback_id }] : [],
      ),
      scopes: manifest.oauth_config.scopes.bot,
      events: manifest.settings.event_subscriptions.bot_events,
    },
  });
  const address = await workspace.start();
  closers.push(() => workspace.stop());
  return address;
}

/** Only the tokens, the address, the admin and the sample pages' origin differ from a real Slack. */
export function settingsForWorkspace(settings: Settings, workspace: WorkspaceAddress): Settings {
  const { fetch } = settings.retrieval;
  const { alerts } = settings;
  return {
    ...settings,
    slack: {
      ...settings.slack,
      botToken: workspace.botToken,
      appToken: workspace.appToken,
      signingSecret: workspace.signingSecret,
      apiUrl: workspace.apiUrl,
      admins: settings.slack.admins.length > 0 ? settings.slack.admins : [workspace.adminUserId],
    },
    alerts: {
      ...alerts,
      channelId: alerts.channelId ?? workspace.generalChannelId,
      canary: { ...alerts.canary, url: alerts.canary.url ?? workspace.samplePageUrl },
    },
    retrieval: { ...settings.retrieval, fetch: { ...fetch, allow: [...fetch.allow, `127.0.0.1:${workspace.port}`] } },
  };
}
