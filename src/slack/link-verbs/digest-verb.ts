import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import { nearest } from '../../core/read-settings.ts';
import { optionKinds } from '../arguments/option-kinds.ts';
import { digestReport } from '../blocks/links/digest-report.ts';
import { renderNote } from '../blocks/note-message.ts';
import { messageAddress } from '../message-address.ts';
import { createVerb, type VerbAnswer } from '../run-verb.ts';
import type { SlackServices } from '../slack-dependencies.ts';
import type { CommandRequest } from '../commands/command.ts';

const acts = ['now', 'on', 'off'] as const;
const options = z.object({
  daily: optionKinds.switch(),
  weekly: optionKinds.switch(),
  hour: optionKinds.count(0, 23).optional(),
  share: optionKinds.switch(),
});
type Options = z.output<typeof options>;

/** The best links of the channel: now, or by the clock. */
export const digest = createVerb({
  name: 'digest',
  usage: 'now [--weekly] [--share] | on [--daily | --weekly] [--hour 8] | off',
  summary: "shows this channel's best links, or posts them every day or week; changing that is for admins.",
  options,
  words: { min: 0, max: 1 },
  run({ words: [word = 'now'], options: given }, request, services) {
    const act = acts.find((known) => known === word.toLowerCase());
    if (act === 'now') return showNow(given, request, services);
    if (act !== undefined) return change(act, given, request, services);
    throw new AppError({
      code: 'bad_arguments',
      message: `I do not know "${word}".${nearest(word, acts)}`,
      hint: 'Say now, on or off.',
    });
  },
});

async function showNow(given: Options, request: CommandRequest, services: SlackServices): Promise<VerbAnswer> {
  const { teamId, channelId } = request;
  const rhythm = given.daily ? 'daily' : 'weekly';
  const found = await services.digest({ teamId, channelId, rhythm }, services.outside.clock.now());
  if (found === null) {
    return renderNote(`No link was read in this channel in the last ${rhythm === 'daily' ? 'day' : 'week'}.`);
  }
  const report = digestReport(found, rhythm, (link) =>
    messageAddress(services.identity(), {
      channelId: link.channelId,
      ts: link.replyTs ?? link.messageTs,
      threadTs: link.threadTs,
    }),
  );
  return { report, share: given.share };
}

async function change(
  act: 'on' | 'off',
  given: Options,
  request: CommandRequest,
  services: SlackServices,
): Promise<VerbAnswer> {
  const { teamId, channelId, userId } = request;
  const place = { teamId, channelId };
  const { access, channelSettings, outside } = services;
  const rhythm = act === 'off' ? 'off' : given.daily ? 'daily' : 'weekly';
  const after = await access.change(request, { action: 'links.settings', target: channelId }, async () => {
    const done = await channelSettings.change(
      place,
      (before) => ({ ...before, digest: rhythm, digestHour: given.hour ?? before.digestHour }),
      userId,
      outside.clock.now(),
    );
    const { digest: earlier } = done.before;
    const { digestHour } = done.after;
    return { result: done.after, before: `digest ${earlier}`, after: `digest ${rhythm} at ${digestHour}:00 UTC` };
  });
  if (rhythm === 'off') return renderNote('No digest is posted in this channel any more.');
  const when = rhythm === 'daily' ? 'every day' : 'every Monday';
  return renderNote(
    `I post the best links of this channel ${when} at ${String(after.digestHour).padStart(2, '0')}:00 UTC, and nothing where there are none.`,
  );
}
