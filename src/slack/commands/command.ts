import type { Report } from '../blocks/report.ts';
import type { SlackMessage } from '../blocks/failure-message.ts';
import type { Role } from '../permissions.ts';
import type { SlackServices } from '../slack-dependencies.ts';

export interface CommandRequest {
  /** What follows the command, as Slack sent it. */
  text: string;
  teamId: string;
  channelId: string;
  userId: string;
  /** The person's own workspace, where Slack says it. */
  homeTeamId: string | null;
  /** Where an answer that others shall see belongs: the thread of a mention; null after a slash command, which works outside threads. */
  threadTs: string | null;
  /** Typed as `/name`, or said to the app in a channel or direct message. */
  from: 'slash' | 'mention';
  /** Opens a modal within three seconds; null after a mention. */
  triggerId: string | null;
  /** The whole list, for help. */
  commands: readonly Command[];
}

/** Figures as an answer; `share` posts them where the command was given, for everybody there. */
export interface CommandAnswer {
  report: Report;
  share: boolean;
}

/** One slash command; Bolt's registration, help, the manifest and the README's table are made from the list of these. */
export interface Command {
  /** Without slash and prefix. */
  name: string;
  /** One sentence for people. */
  summary: string;
  /** Arguments, as Slack hints them. */
  usage: string;
  /** Who may give it at all; what a verb changes has its own line in permissions.ts. `everyone` includes guests. */
  access: 'everyone' | Role;
  /** Slack then sends `#channel` and `@person` with their ids. */
  takesMentions?: boolean;
  /** @returns the answer for the asker alone unless it is shared, or null where the work itself shows. */
  run(request: CommandRequest, services: SlackServices): Promise<SlackMessage | CommandAnswer | null>;
}

/** The command as people type it: `/summarize`, or `/word-summarize` with a prefix. */
export function slashName(command: Pick<Command, 'name'>, prefix: string): string {
  return `/${prefix === '' ? '' : `${prefix}-`}${command.name}`;
}

/** One line of help: how it is typed and what it does. */
export function describeCommand(command: Command, prefix: string): string {
  return `${slashName(command, prefix)}${command.usage === '' ? '' : ` ${command.usage}`} — ${command.summary}`;
}
