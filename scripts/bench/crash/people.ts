/** The people of the crash test: they post links, edit and delete messages and press buttons, and remember what they did. */
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../../../src/core/errors.ts';
import type { WorkspaceMessage } from '../../../src/workspace/control-api.ts';
import type { WorkspaceClient } from '../../../src/workspace/control-client.ts';

export interface PostedLink {
  url: string;
  channel: string;
  /** Message that holds it. */
  messageTs: string;
  /** Root of its thread. */
  threadTs: string;
  at: number;
  /** Its message was deleted: then no reply is owed. */
  isDeleted: boolean;
}

/** A button whose press Slack said was taken. */
export interface Press {
  summaryId: string;
  revision: number;
}

export interface People {
  links: PostedLink[];
  presses: Press[];
  /** One of them does something; without `mayPost` nothing that brings links. */
  act(mayPost: boolean): Promise<void>;
  /** A reply of Gloss as it stands now; its buttons may be pressed. */
  sees(message: WorkspaceMessage): void;
}

interface Posted {
  message: WorkspaceMessage;
  channel: string;
  text: string;
  links: PostedLink[];
  hasTalk: boolean;
}

const user = 'U0LOCALDSGN';

export function createPeople(
  client: WorkspaceClient,
  channels: readonly string[],
  pages: readonly string[],
  random: () => number,
): People {
  const posted: Posted[] = [];
  const links: PostedLink[] = [];
  const presses: Press[] = [];
  const replies = new Map<string, WorkspaceMessage>();
  const oneOf = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  let count = 0;

  /** An address that no other message has. */
  const newUrl = (): string => {
    count += 1;
    return `${oneOf(pages)}?post=${String(count).padStart(6, '0')}`;
  };
  const remember = (url: string, message: WorkspaceMessage, channel: string): PostedLink => {
    const { ts } = message;
    const link = { url, channel, messageTs: ts, threadTs: message.thread_ts ?? ts, at: Date.now(), isDeleted: false };
    links.push(link);
    return link;
  };

  async function post(linkCount: number): Promise<void> {
    const root = random() < 0.15 ? oneOf(posted.filter(({ message }) => message.thread_ts === undefined)) : undefined;
    const channel = root?.channel ?? oneOf(channels) ?? '';
    const urls = Array.from({ length: linkCount }, newUrl);
    const text = `worth a look: ${urls.join(' and ')}`;
    if (root) root.hasTalk = true;
    const { message } = await client.call('post', {
      user,
      channel,
      text,
      ...(root ? { thread_ts: root.message.ts } : {}),
    });
    posted.push({ message, channel, text, hasTalk: false, links: urls.map((url) => remember(url, message, channel)) });
  }

  /** One link more, where the message has room for it. */
  async function edit(): Promise<void> {
    const chosen = oneOf(posted.slice(-10).filter((one) => one.links.length < 3));
    if (!chosen) return;
    const url = newUrl();
    const { channel, message } = chosen;
    chosen.text = `${chosen.text} and ${url}`;
    await client.call('edit', { user, channel, ts: message.ts, text: chosen.text });
    chosen.links.push(remember(url, message, channel));
  }

  async function remove(): Promise<void> {
    const chosen = oneOf(posted.slice(-4).filter(({ hasTalk }) => !hasTalk));
    if (!chosen) return;
    posted.splice(posted.indexOf(chosen), 1);
    for (const link of chosen.links) link.isDeleted = true;
    await client.call('delete', { user, channel: chosen.channel, ts: chosen.message.ts });
  }

  async function press(): Promise<void> {
    const reply = oneOf([...replies.values()].slice(-20));
    const action = oneOf(['shorter', 'longer', 'again']) ?? '';
    const value = reply ? buttonValue(reply, action) : null;
    if (!reply || value === null) return;
    try {
      await client.call('click', { user, container: { channel: reply.channel, ts: reply.ts }, action_id: action });
      presses.push(value);
    } catch (error) {
      // What the person saw as not taken need not be done; the button may also have gone meanwhile.
      const expected = ['operation_timeout', 'element_not_found', 'message_not_found'];
      if (!(error instanceof AppError) || !expected.includes(error.code)) throw error;
    }
  }

  return {
    links,
    presses,
    async act(mayPost) {
      const choice = random();
      if (choice < 0.2) await press();
      else if (mayPost && choice < 0.25) await remove();
      else if (mayPost && choice < 0.33) await edit();
      else if (mayPost && choice < 0.9) await post(1 + Math.floor(random() * 3));
      await wait(50 + random() * 400);
    },
    sees: (message) => void replies.set(`${message.channel} ${message.ts}`, message),
  };
}

/** What the button carries; null where the message has none of that name. */
export function buttonValue(message: WorkspaceMessage, actionId: string): Press | null {
  for (const block of (message.blocks ?? []) as { elements?: { action_id?: string; value?: string }[] }[]) {
    const found = block.elements?.find((element) => element.action_id === actionId);
    const parts = /^(.+):(\d+)$/.exec(found?.value ?? '');
    if (parts) return { summaryId: parts[1] ?? '', revision: Number(parts[2]) };
  }
  return null;
}
