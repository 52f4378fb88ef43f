import type { WorkspaceCommand } from './control-api.ts';

/** What the workspace knows of the installed app: the part of a manifest that people see. */
export interface AppDescription {
  /** Display name; the bot user's name is the same in lower case. */
  name: string;
  commands: readonly WorkspaceCommand[];
  messageShortcuts: readonly { callbackId: string; name: string }[];
  globalShortcuts: readonly { callbackId: string; name: string }[];
  /** Bot token scopes; all of Slack's where absent. */
  scopes?: readonly string[];
  /** Subscribed bot events as a manifest names them, e.g. `message.channels`; all where absent. */
  events?: readonly string[];
}
