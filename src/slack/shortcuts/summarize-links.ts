import { AppError } from '../../core/errors.ts';
import { linksInMessage } from '../../core/slack-text.ts';
import { renderNote } from '../blocks/note-message.ts';
import { renderIntakeNote } from '../blocks/intake-note.ts';
import type { SlackServices } from '../slack-dependencies.ts';
import type { Person } from '../tell.ts';

/** The message shortcut, as the manifest names it. */
export const summarizeLinksShortcut = {
  name: 'Summarize links',
  callbackId: 'summarize_links',
  description: 'Reads the links of this message and answers in its thread.',
} as const;

export interface ShortcutMessage {
  teamId: string;
  channelId: string;
  ts: string;
  threadTs: string | null;
  text: string | undefined;
  blocks: unknown;
}

/** Takes in the links of a message that somebody chose. @throws AppError `no_links`, `slack_not_in_channel`, `busy`. */
export async function summarizeLinks(message: ShortcutMessage, person: Person, services: SlackServices): Promise<void> {
  const urls = linksInMessage(message);
  if (urls.length === 0) {
    throw new AppError({
      code: 'no_links',
      message: 'There is no link to read in that message.',
      hint: 'Choose a message with a web link.',
    });
  }
  const info = await services.calls.optional('conversations.info', (client) =>
    client.conversations.info({ channel: message.channelId }),
  );
  if (info?.channel?.is_member === false && info.channel.is_im !== true) {
    throw new AppError({
      code: 'slack_not_in_channel',
      message: 'I am no member of this channel, so I cannot answer here.',
      hint: 'Invite me with /invite, then choose the shortcut again.',
    });
  }
  await services.limits.requireRoom();
  const outcome = await services.intake.posted({
    teamId: message.teamId,
    channelId: message.channelId,
    messageTs: message.ts,
    threadTs: message.threadTs ?? message.ts,
    userId: person.userId,
    urls,
    eventId: null,
    length: null,
    asked: true,
  });
  if (outcome.created === 0 && outcome.known > 0) {
    await services.tell(
      person,
      renderNote('The links of this message are summarized in its thread already, or are being read.'),
    );
  }
  const note = renderIntakeNote(outcome);
  if (note) await services.tell(person, note);
}
