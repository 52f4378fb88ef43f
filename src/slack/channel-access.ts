import { AppError } from '../core/errors.ts';
import type { Outside } from '../core/outside.ts';
import { nearest } from '../core/read-settings.ts';
import type { Access } from './access.ts';
import type { ChannelWord } from './arguments/option-kinds.ts';
import type { SlackCalls } from './slack-calls.ts';
import { hasCode } from './slack-error.ts';

/** Somebody who asks, and where. */
export interface Asker {
  userId: string;
  /** null in App Home. */
  channelId: string | null;
}

export interface ChannelFacts {
  /** Every member of the workspace may read it. */
  isPublic: boolean;
  /** People of other workspaces are in it. */
  isShared: boolean;
  /** Slack does not know it in this workspace: of another one, or none the app is in. */
  isUnknown: boolean;
}

export interface ChannelAccess {
  /** What is unknown to the app, or not told, counts as private and shared. */
  facts(channelId: string): Promise<ChannelFacts>;
  /**
   * The channel a person names.
   * @throws AppError `bad_arguments` for a name that the app does not know, `not_allowed` for a private one that is not the one they ask in.
   */
  find(word: ChannelWord, asker: Asker): Promise<{ id: string; name: string | null }>;
  /**
   * Whether a person may see what was read for somebody: their own, what was posted in a public channel or in the one they ask in.
   * Admins see all. What belongs to no channel was read outside Slack.
   */
  maySee(what: { channel: string | null; user: string | null }, asker: Asker): Promise<boolean>;
}

const keptMs = 600_000;
const maxPages = 20;

/** @param hasSeveral Gloss may be installed in several workspaces, so that an unknown channel may be of another one */
export function createChannelAccess(
  calls: SlackCalls,
  access: Pick<Access, 'may'>,
  outside: Pick<Outside, 'clock' | 'log'>,
  hasSeveral: boolean,
): ChannelAccess {
  const known = new Map<string, { facts: ChannelFacts; at: number }>();

  const factsOf = async (channelId: string): Promise<ChannelFacts> => {
    const now = outside.clock.now();
    const kept = known.get(channelId);
    if (kept && now - kept.at < keptMs) return kept.facts;
    try {
      const { channel } = await calls.bulk((client) => client.conversations.info({ channel: channelId }));
      const hidden = channel?.is_private ?? channel?.is_group ?? false;
      const facts: ChannelFacts = {
        isPublic: channel !== undefined && !hidden && channel.is_im !== true && channel.is_mpim !== true,
        isShared: channel?.is_ext_shared === true || channel?.is_pending_ext_shared === true,
        isUnknown: false,
      };
      known.set(channelId, { facts, at: now });
      return facts;
    } catch (error) {
      outside.log.debug('a channel could not be looked at; it counts as private', { channelId, error });
      return { isPublic: false, isShared: true, isUnknown: hasCode(error, 'slack_channel_not_found') };
    }
  };

  const maySee: ChannelAccess['maySee'] = async ({ channel, user }, asker) => {
    if (channel === null || channel === asker.channelId || (user !== null && user === asker.userId)) return true;
    const facts = await factsOf(channel);
    if (facts.isPublic) return true;
    // Being an admin of Gloss opens nothing of another workspace.
    return !(hasSeveral && facts.isUnknown) && access.may(asker, 'channel.read_any');
  };

  const idOf = async (name: string): Promise<string> => {
    const names: string[] = [];
    let cursor = '';
    for (let page = 0; page < maxPages; page += 1) {
      const answer = await calls.bulk((client) =>
        client.users.conversations({
          types: 'public_channel,private_channel',
          exclude_archived: true,
          limit: 200,
          ...(cursor === '' ? {} : { cursor }),
        }),
      );
      for (const channel of answer.channels ?? []) {
        if (channel.name === name && channel.id !== undefined) return channel.id;
        if (channel.name !== undefined && channel.is_private !== true) names.push(`#${channel.name}`);
      }
      cursor = answer.response_metadata?.next_cursor ?? '';
      if (cursor === '') break;
    }
    throw new AppError({
      code: 'bad_arguments',
      message: `I am in no channel #${name}.${nearest(`#${name}`, names)}`,
      hint: 'Invite me there with /invite, or name another one.',
    });
  };

  return {
    facts: factsOf,
    maySee,
    async find(word, asker) {
      const id = word.id ?? (await idOf(word.name));
      if (await maySee({ channel: id, user: null }, asker)) return { id, name: word.name };
      throw new AppError({
        code: 'not_allowed',
        message: 'That channel is private.',
        hint: 'Ask in the channel itself, or ask an admin.',
      });
    },
  };
}
