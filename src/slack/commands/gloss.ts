import { AppError } from '../../core/errors.ts';
import { nearest } from '../../core/read-settings.ts';
import { renderNote } from '../blocks/note-message.ts';
import { type Command, describeCommand } from './command.ts';

/** Help: what Gloss does and every command, or one of them. */
export const gloss: Command = {
  name: 'gloss',
  summary: 'shows what Gloss does and every command.',
  usage: 'help [command]',
  access: 'everyone',
  run(request, services) {
    const { commandPrefix } = services.settings;
    const [verb = 'help', topic] = request.text.trim().toLowerCase().split(/\s+/).filter(Boolean);
    if (verb !== 'help') {
      throw new AppError({
        code: 'bad_arguments',
        message: `I do not know "${verb}".${nearest(verb, ['help', ...request.commands.map(({ name }) => name)])}`,
        hint: `Say help for all commands.`,
      });
    }
    if (topic === undefined) {
      return Promise.resolve(
        renderNote(
          'I read links that are posted where I am a member and answer in their thread; Where from? under a summary shows the quotes behind each sentence. In a thread, where commands do not work, mention me with the same words.',
          request.commands.map((command) => describeCommand(command, commandPrefix)),
        ),
      );
    }
    const command = request.commands.find(({ name }) => name === topic.replace(/^\//, ''));
    if (!command) {
      throw new AppError({
        code: 'bad_arguments',
        message: `There is no command ${topic}.${nearest(
          topic.replace(/^\//, ''),
          request.commands.map(({ name }) => name),
        )}`,
        hint: `There are: ${request.commands.map(({ name }) => name).join(', ')}.`,
      });
    }
    return Promise.resolve(renderNote(describeCommand(command, commandPrefix)));
  },
};
