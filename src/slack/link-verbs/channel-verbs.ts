import { z } from 'zod';
import { channelModes, type ChannelSettings } from '../../core/channel-settings.ts';
import { AppError } from '../../core/errors.ts';
import { optionKinds } from '../arguments/option-kinds.ts';
import { renderNote } from '../blocks/note-message.ts';
import { mutePerson, muteSite } from '../mute-links.ts';
import { createVerb, type Verb } from '../run-verb.ts';
import { siteOf } from './site-of.ts';

const settings = createVerb({
  name: 'settings',
  usage: '[--mode all|reaction|mention] [--emoji eyes] [--pause | --resume]',
  summary: 'shows or changes how links of this channel are read; changing is for admins.',
  options: z.object({
    mode: optionKinds.choice(channelModes).optional(),
    emoji: optionKinds.text(60).optional(),
    pause: optionKinds.switch(),
    resume: optionKinds.switch(),
  }),
  async run({ options }, request, services) {
    const { access, channelSettings, outside } = services;
    const { teamId, channelId, userId } = request;
    const place = { teamId, channelId };
    const shown = await channelSettings.get(place);
    let after = changed(shown, options);
    if (JSON.stringify(after) !== JSON.stringify(shown)) {
      after = await access.change(request, { action: 'links.settings', target: channelId }, async () => {
        const now = outside.clock.now();
        const done = await channelSettings.change(place, (before) => changed(before, options), userId, now);
        return {
          result: done.after,
          before: describe(done.before).join('; '),
          after: describe(done.after).join('; '),
        };
      });
    }
    const sites = await channelSettings.mutedSites(place);
    return renderNote('Links of this channel:', [
      ...describe(after),
      sites.length === 0 ? 'No site is muted here.' : `Muted sites: ${sites.join(', ')}.`,
    ]);
  },
});

function changed(
  before: ChannelSettings,
  options: { mode?: ChannelSettings['mode'] | undefined; emoji?: string | undefined; pause: boolean; resume: boolean },
): ChannelSettings {
  if (options.pause && options.resume) {
    throw new AppError({
      code: 'bad_arguments',
      message: '--pause and --resume do not go together.',
      hint: 'Say one.',
    });
  }
  return {
    ...before,
    ...(options.mode === undefined ? {} : { mode: options.mode }),
    ...(options.emoji === undefined ? {} : { emoji: emojiName(options.emoji) }),
    ...(options.pause ? { isPaused: true } : {}),
    ...(options.resume ? { isPaused: false } : {}),
  };
}

/** Slack sends a typed emoji as its name between colons. */
function emojiName(word: string): string {
  const name =
    /^:?([a-z0-9_+'-]{1,60})(?:::skin-tone-\d)?:?$/.exec(word.toLowerCase())?.[1] ?? (word === '👀' ? 'eyes' : null);
  if (name !== null) return name;
  throw new AppError({
    code: 'bad_arguments',
    message: `"${word}" is no emoji name.`,
    hint: 'Write its name, like eyes or :eyes:.',
  });
}

function describe({ mode, emoji, isPaused, digest, digestHour }: ChannelSettings): string[] {
  const reading = {
    all: 'Every link is read.',
    reaction: `A link is read when somebody reacts to its message with :${emoji}:.`,
    mention: 'A link is read when somebody asks for it by name.',
  }[mode];
  const hour = `${String(digestHour).padStart(2, '0')}:00 UTC`;
  return [
    reading,
    isPaused ? 'Reading is paused.' : 'Reading is on.',
    digest === 'off' ? 'There is no digest.' : `A ${digest} digest comes at ${hour}.`,
  ];
}

const whom = 'SITE | @me';

/** @param isMuted true for `mute` */
function muteVerb(isMuted: boolean): Verb {
  const name = isMuted ? 'mute' : 'unmute';
  return createVerb({
    name,
    usage: whom,
    summary: isMuted
      ? 'stops reading links of a site in this channel, or your own links everywhere.'
      : 'reads links of a site, or your own, again.',
    options: z.object({}),
    words: { min: 1, max: 1 },
    async run({ words: [word = ''] }, request, services) {
      if (/^@?me$/i.test(word) || word === `<@${request.userId}>`) {
        const isNew = await mutePerson(request, isMuted, services);
        if (!isNew)
          return renderNote(isMuted ? 'Your links were not read before either.' : 'Your links are read already.');
        return renderNote(
          isMuted
            ? 'I read links that you post only where you ask me to. /links unmute @me ends that.'
            : 'I read links that you post again.',
        );
      }
      const site = siteOf(word);
      const isNew = await muteSite(request, request.channelId, site, isMuted, services);
      if (!isNew) return renderNote(isMuted ? `${site} is muted here already.` : `${site} is not muted here.`);
      return renderNote(
        isMuted
          ? `I read links to ${site} in this channel only where somebody asks. /links unmute ${site} ends that.`
          : `I read links to ${site} in this channel again.`,
      );
    },
  });
}

export const channelVerbs: readonly Verb[] = [settings, muteVerb(true), muteVerb(false)];
