import type { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { nearest } from '../core/read-settings.ts';
import { readArguments, type ReadArguments } from './arguments/read-arguments.ts';
import type { SlackMessage } from './blocks/failure-message.ts';
import { renderNote } from './blocks/note-message.ts';
import { type CommandAnswer, type CommandRequest, slashName } from './commands/command.ts';
import type { Permission } from './permissions.ts';
import type { SlackServices } from './slack-dependencies.ts';

/** One verb of a command, e.g. `latency` of `/metrics`. */
export interface Verb {
  name: string;
  /** What follows the verb, as it is typed. */
  usage: string;
  /** One sentence for people. */
  summary: string;
  /** Asked for before it runs; a verb that only shows something lives by the access of its command. */
  needs?: Permission;
  /** @param text what follows the verb */
  run(text: string, request: CommandRequest, services: SlackServices): Promise<VerbAnswer>;
}

export type VerbAnswer = SlackMessage | CommandAnswer | null;

/**
 * A verb whose arguments are read before it runs.
 * @param words how many words besides the options it takes
 */
export function createVerb<Options extends z.ZodObject>(verb: {
  name: string;
  usage: string;
  summary: string;
  needs?: Permission;
  options: Options;
  words?: { min: number; max: number };
  run(given: ReadArguments<z.output<Options>>, request: CommandRequest, services: SlackServices): Promise<VerbAnswer>;
}): Verb {
  const { name, usage, summary, options, words: { min, max } = { min: 0, max: 0 } } = verb;
  return {
    name,
    usage,
    summary,
    ...(verb.needs === undefined ? {} : { needs: verb.needs }),
    async run(text, request, services) {
      const given = readArguments(text, options);
      if (given.words.length >= min && given.words.length <= max) return verb.run(given, request, services);
      const extra = given.words[max];
      throw new AppError({
        code: 'bad_arguments',
        message:
          extra === undefined ? `Something is missing after ${name}.` : `"${extra}" does not belong after ${name}.`,
        hint: `Usage: ${name} ${usage}`.trim(),
      });
    },
  };
}

/**
 * Runs `VERB arguments` of a command; `help` (or `VERB help`) lists what there is.
 * @param otherwise the verb for a command without any
 * @throws AppError `unknown_verb` with the nearest right word, and what the verb throws.
 */
export async function runVerb(
  commandName: string,
  verbs: readonly Verb[],
  otherwise: string,
  request: CommandRequest,
  services: SlackServices,
): Promise<VerbAnswer> {
  const text = request.text.trim();
  const [, first = '', rest = ''] = /^(\S*)\s*([^]*)$/.exec(text) ?? [];
  const isOption = /^(--|[—–])/.test(first);
  const named = first === '' || isOption ? otherwise : first.toLowerCase();
  const typed = slashName({ name: commandName }, services.settings.commandPrefix);
  const describe = ({ name, usage, summary }: Verb): string =>
    `${typed} ${name}${usage === '' ? '' : ` ${usage}`} — ${summary}`;
  const asksForHelp = /^(--)?help$/i;
  if (asksForHelp.test(first)) {
    const one = verbs.find(({ name }) => name === rest.trim().toLowerCase());
    return one ? renderNote(describe(one)) : renderNote(`${typed} knows:`, verbs.map(describe));
  }
  const verb = verbs.find(({ name }) => name === named);
  if (!verb) {
    const known = [...verbs.map(({ name }) => name), 'help'];
    throw new AppError({
      code: 'unknown_verb',
      message: `I do not know "${named}".${nearest(named, known)}`,
      hint: `${typed} knows: ${known.join(', ')}.`,
    });
  }
  if (asksForHelp.test(rest.trim())) return renderNote(describe(verb));
  const given = isOption ? text : rest;
  // What is typed after the first option, a reason for one, is not for the row of a refusal.
  const [target = ''] = `${verb.name} ${given}`.split(/\s+--/);
  if (verb.needs !== undefined) await services.access.require(request, verb.needs, target.trim().slice(0, 80));
  return verb.run(given, request, services);
}
