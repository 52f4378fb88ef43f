import { escapeSlack } from '../../core/slack-text.ts';
import { AppError } from '../../core/errors.ts';
import { askedMetadata } from '../asked-message.ts';
import type { SlackMessage } from '../blocks/failure-message.ts';
import { linkable } from '../blocks/page-address.ts';
import { rich } from '../blocks/rich-text.ts';
import { renderIntakeNote } from '../blocks/intake-note.ts';
import { type Command, describeCommand } from './command.ts';
import { parseSummarizeRequest } from '../summarize-request.ts';

/** Posts a message that names the asker and the links; the summaries come in its thread, like those of any posted link. */
export const summarize: Command = {
  name: 'summarize',
  summary: 'reads a link and answers in a thread that everybody here sees.',
  usage: 'URL [--length short|normal|long]',
  access: 'everyone',
  async run(request, services) {
    const { urls, length } = parseSummarizeRequest(request.text);
    if (urls.length === 0) {
      throw new AppError({
        code: 'bad_arguments',
        message: 'There is no link to read in that.',
        hint: `Usage: ${describeCommand(summarize, services.settings.commandPrefix)}`,
      });
    }
    // A mention is itself the message with the links, and was taken in as such.
    if (request.from === 'mention') return null;
    await services.limits.requireRoom();
    const root = await services.post(
      { channelId: request.channelId, threadTs: null, metadata: askedMetadata(request.userId, length) },
      renderRoot(request.userId, urls),
    );
    const outcome = await services.intake.posted({
      teamId: request.teamId,
      channelId: root.channelId,
      messageTs: root.ts,
      threadTs: root.ts,
      userId: request.userId,
      urls,
      eventId: null,
      length,
      asked: true,
    });
    return renderIntakeNote(outcome);
  },
};

function renderRoot(userId: string, urls: readonly string[]): SlackMessage {
  const shown = urls.slice(0, 10).flatMap((url) => linkable(url) ?? []);
  const links = shown.flatMap((address, index) => [
    ...(index === 0 ? [] : [rich.text(', ')]),
    rich.link(address.url, address.url.replace(/^https?:\/\//, '')),
  ]);
  return {
    text: escapeSlack(`A summary was asked for: ${shown.map(({ host }) => host).join(', ')}`),
    blocks: [rich.block(rich.section(rich.user(userId), rich.text(' asked for a summary of '), ...links))],
  };
}
