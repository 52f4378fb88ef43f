import { AppError } from '../core/errors.ts';
import { nearest } from '../core/read-settings.ts';
import { type Command, type CommandRequest, slashName } from './commands/command.ts';
import { commands } from './commands/index.ts';
import type { SlackServices } from './slack-dependencies.ts';
import type { Person } from './tell.ts';

export interface TypedCommand {
  /** `/summarize`, with the prefix. */
  command: string;
  text: string;
  teamId: string;
  triggerId: string;
}

/** Runs a slash command and answers the asker. @throws AppError `unknown_command`, `not_allowed`, and what the command throws. */
export async function runSlashCommand(typed: TypedCommand, person: Person, services: SlackServices): Promise<void> {
  const prefix = services.settings.commandPrefix;
  const command = commands.find((candidate) => slashName(candidate, prefix) === typed.command);
  if (!command) {
    const known = commands.map((candidate) => slashName(candidate, prefix));
    throw unknownCommand(`I do not know ${typed.command}.${nearest(typed.command, known)}`, known);
  }
  await run(command, { ...typed, from: 'slash', threadTs: null }, person, services);
}

/**
 * Runs what was said to the app in words: `summarize URL`, `help`, `health`. `hasLinks`: the message's links were taken in already, so
 * words that are no command are just talk.
 */
export async function runSpokenCommand(
  said: { text: string; teamId: string; hasLinks: boolean; threadTs: string },
  person: Person,
  services: SlackServices,
): Promise<void> {
  const [word = 'help'] = said.text.trim().split(/\s+/).filter(Boolean);
  const verb = word
    .toLowerCase()
    .replace(/^\//, '')
    .replace(/[.!?,:]+$/, '');
  const { teamId, threadTs } = said;
  // Cut off, not joined again: white space inside quotes stays.
  const text = said.text.trim().replace(/^\S+\s*/, '');
  const command = commands.find(({ name }) => name === verb);
  const spoken = { text, teamId, from: 'mention' as const, threadTs, triggerId: null };
  if (command) return run(command, spoken, person, services);
  if (said.hasLinks) return;
  const help = commands.find(({ name }) => name === 'gloss');
  if (verb === 'help' && help) {
    return run(help, { ...spoken, text: `help ${text}` }, person, services);
  }
  const known = [...commands.map(({ name }) => name), 'help'];
  throw unknownCommand(`I did not understand that.${nearest(verb, known)}`, known);
}

async function run(
  command: Command,
  given: Pick<CommandRequest, 'text' | 'teamId' | 'from' | 'threadTs' | 'triggerId'>,
  person: Person,
  services: SlackServices,
): Promise<void> {
  const request = {
    ...given,
    channelId: person.channelId ?? '',
    userId: person.userId,
    // Neither a typed nor a spoken command says it; the look at the account does.
    homeTeamId: null,
    commands,
  };
  if (command.access !== 'everyone') {
    const [target = ''] = given.text.trim().split(/\s+/);
    await services.access.requireRole(request, command.access, {
      action: `command.${command.name}`,
      target: target.slice(0, 40),
    });
  }
  const answer = await command.run(request, services);
  if (answer === null) return;
  if ('blocks' in answer) await services.tell(person, answer);
  else if (answer.share) {
    await services.reports.post({ channelId: request.channelId, threadTs: given.threadTs }, answer.report);
  } else await services.reports.tell(person, answer.report);
}

function unknownCommand(message: string, known: readonly string[]): AppError {
  return new AppError({ code: 'unknown_command', message, hint: `Post a link, or say one of: ${known.join(', ')}.` });
}
