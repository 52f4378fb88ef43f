import type { RespondFn } from '@slack/bolt';
import type { Log } from '../core/outside.ts';
import type { SlackMessage } from './blocks/failure-message.ts';
import type { SlackCalls } from './slack-calls.ts';

/** Where a person did something, and how they can be answered. */
export interface Person {
  userId: string;
  channelId: string | null;
  /** The thread it happened in. */
  threadTs: string | null;
  /** Bolt's answer to a command or button. */
  respond: RespondFn | null;
}

/** Answers one person so that nobody else sees it. Best effort: never throws. */
export type Tell = (person: Person, message: SlackMessage) => Promise<void>;

export function createTell(calls: SlackCalls, log: Log): Tell {
  const throughChannel = async (person: Person, message: SlackMessage): Promise<boolean> => {
    const { userId, channelId, threadTs } = person;
    if (channelId === null) return false;
    const answer = await calls.optional('chat.postEphemeral', (client) =>
      client.chat.postEphemeral({
        channel: channelId,
        user: userId,
        text: message.text,
        blocks: message.blocks,
        ...(threadTs === null ? {} : { thread_ts: threadTs }),
      }),
    );
    return answer !== null;
  };
  const throughResponseUrl = async (person: Person, message: SlackMessage): Promise<boolean> => {
    if (person.respond === null) return false;
    try {
      await person.respond({ ...message, response_type: 'ephemeral', replace_original: false });
      return true;
    } catch (error) {
      log.debug('a response URL did not take the answer', { error });
      return false;
    }
  };
  return async (person, message) => {
    // A response URL works where the app is no member, but its answers are not shown inside a thread.
    const ways = person.threadTs === null ? [throughResponseUrl, throughChannel] : [throughChannel, throughResponseUrl];
    for (const way of ways) {
      if (await way(person, message)) return;
    }
    log.warn('a person could not be answered', { userId: person.userId, channelId: person.channelId });
  };
}
