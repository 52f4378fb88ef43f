import { randomUUID } from 'node:crypto';
import type { AppLink } from '../../../src/workspace/delivery/app-link.ts';
import type { JsonObject } from '../../../src/workspace/records.ts';
import { identity } from './slack-world.ts';
import type { KeptMessage, SlackWorld } from './slack-world.ts';
import type { Reply, Truth } from './truth.ts';

/** The people of a workspace: what they do is kept in the truth and told to the app. */
export interface People {
  /** Posts a message with that many links that nobody posted before. @param inThread root of a thread to post it in */
  post(linkCount: number, inThread?: KeptMessage): KeptMessage;
  /** Says something without a link. */
  chat(): void;
  /** Posts the link of another message again. */
  repost(url: string): KeptMessage;
  /** Adds a link to a message. */
  edit(message: KeptMessage): void;
  remove(message: KeptMessage): void;
  /** Votes on a summary. @returns whether the app took it */
  vote(reply: Reply, isUp: boolean): Promise<boolean>;
  /** Asks the app in the thread of a reply. */
  ask(reply: Reply, question: string): void;
  /** Types a slash command. @returns whether the app took it */
  type(command: string, text: string): Promise<boolean>;
}

export interface PeopleDeps {
  world: SlackWorld;
  truth: Truth;
  link: AppLink;
  random: () => number;
  /** Of the pages, without a query. */
  pages: readonly string[];
  /** The app's API gives them with every command and button. */
  apiUrl: string;
}

/** An event as Slack sends it. */
export function envelopeOf(event: JsonObject, time: string): JsonObject {
  return {
    token: 'load',
    team_id: identity.teamId,
    api_app_id: identity.appId,
    event,
    type: 'event_callback',
    event_id: `Ev${randomUUID().replaceAll('-', '').toUpperCase()}`,
    event_time: Math.floor(Number(time)),
    authorizations: [{ team_id: identity.teamId, user_id: identity.botUserId, is_bot: true }],
    is_ext_shared_channel: false,
  };
}

export function createPeople({ world, truth, link, random, pages, apiUrl }: PeopleDeps): People {
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  let count = 0;

  const newUrl = (): string => {
    count += 1;
    return `${oneOf(pages)}?post=${String(count).padStart(6, '0')}`;
  };
  const remember = (url: string, message: KeptMessage): void => {
    truth.post({
      mark: new URL(url).searchParams.get('post') ?? '',
      url,
      channel: message.channel,
      messageTs: message.ts,
      threadTs: message.thread_ts ?? message.ts,
      postedAt: performance.now(),
      isDeleted: false,
    });
  };
  const tell = (event: JsonObject): void => link.deliverEvent(envelopeOf(event, world.nextTs()));
  const say = (text: string, channel: string, threadTs: string | null, urls: readonly string[] = []): KeptMessage => {
    const message = world.post({ channel, user: oneOf(world.users), text, threadTs });
    // Remembered before it is told, for the answer may be quick.
    for (const url of urls) remember(url, message);
    tell({ type: 'message', ...message, event_ts: message.ts, channel_type: 'channel', team: identity.teamId });
    return message;
  };
  const context = (): JsonObject => ({
    token: 'load',
    api_app_id: identity.appId,
    trigger_id: randomUUID(),
    response_url: `${apiUrl}respond`,
  });

  return {
    post(linkCount, inThread) {
      const urls = Array.from({ length: linkCount }, newUrl);
      const text = `worth a look: ${urls.map((url) => `<${url}>`).join(' and ')}`;
      return say(text, inThread?.channel ?? oneOf(world.channels), inThread?.ts ?? null, urls);
    },
    chat: () => void say('see you at the stand-up', oneOf(world.channels), null),
    repost: (url) => say(`again: <${url}>`, oneOf(world.channels), null, [url]),
    edit(message) {
      const url = newUrl();
      const before = world.edit(message, `${message.text} and <${url}>`);
      remember(url, message);
      const ts = world.nextTs();
      tell({
        type: 'message',
        subtype: 'message_changed',
        channel: message.channel,
        channel_type: 'channel',
        hidden: true,
        message: { type: 'message', ...message, edited: { user: message.user, ts } },
        previous_message: { type: 'message', ...before },
        ts,
        event_ts: ts,
      });
    },
    remove(message) {
      const { before, isTombstone } = world.remove(message);
      truth.deleted(message.channel, message.ts);
      const ts = world.nextTs();
      tell({
        type: 'message',
        channel: message.channel,
        channel_type: 'channel',
        hidden: true,
        ...(isTombstone
          ? { subtype: 'message_changed', message: { type: 'message', ...message } }
          : { subtype: 'message_deleted', deleted_ts: message.ts }),
        previous_message: { type: 'message', ...before },
        ts,
        event_ts: ts,
      });
    },
    async vote(reply, isUp) {
      const message = world.find(reply.channel, reply.ts);
      if (!message || reply.value === null) return false;
      const delivery = await link.deliver('interactive', {
        ...context(),
        type: 'block_actions',
        user: { id: oneOf(world.users), team_id: identity.teamId },
        team: { id: identity.teamId },
        channel: { id: reply.channel },
        container: { type: 'message', message_ts: reply.ts, channel_id: reply.channel, is_ephemeral: false },
        message: { type: 'message', ...message },
        actions: [
          {
            type: 'button',
            action_id: isUp ? 'vote_up' : 'vote_down',
            block_id: 'votes',
            value: reply.value,
            action_ts: world.nextTs(),
          },
        ],
      });
      return delivery.acked;
    },
    ask(reply, question) {
      const message = say(`<@${identity.botUserId}> ${question}`, reply.channel, reply.threadTs);
      tell({ type: 'app_mention', ...message, event_ts: message.ts, team: identity.teamId });
    },
    async type(command, text) {
      const delivery = await link.deliver('slash_commands', {
        ...context(),
        command: `/${command}`,
        text,
        team_id: identity.teamId,
        channel_id: oneOf(world.channels),
        user_id: oneOf(world.users),
      });
      return delivery.acked;
    },
  };
}
