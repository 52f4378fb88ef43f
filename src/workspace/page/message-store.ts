import type { WorkspaceMessage } from '../control-api.ts';

/** The messages this page has seen, by channel, kept in the order of their time stamps. */
export interface MessageStore {
  /** Adds or replaces messages that were read from the history. */
  load(messages: readonly WorkspaceMessage[]): void;
  /** Adds a message that was just posted; a reply is counted on its root. Returns false when it was known already. */
  add(message: WorkspaceMessage): boolean;
  change(message: WorkspaceMessage): void;
  remove(channel: string, ts: string): void;
  /** Forgets everything, so that it is read again. */
  clear(): void;
  get(channel: string, ts: string): WorkspaceMessage | undefined;
  /** What a channel shows: all but replies, and replies that were also sent to the channel. */
  roots(channel: string): WorkspaceMessage[];
  /** A root and its replies. */
  thread(channel: string, threadTs: string): WorkspaceMessage[];
}

export function createMessageStore(): MessageStore {
  const channels = new Map<string, Map<string, WorkspaceMessage>>();
  const of = (channel: string) => {
    const known = channels.get(channel) ?? new Map<string, WorkspaceMessage>();
    channels.set(channel, known);
    return known;
  };
  const sorted = (channel: string) => [...of(channel).values()].sort((a, b) => Number(a.ts) - Number(b.ts));

  // What did not change keeps its identity, so it is not drawn again under somebody's pointer.
  const set = (message: WorkspaceMessage) => {
    const known = of(message.channel).get(message.ts);
    if (!known || JSON.stringify(known) !== JSON.stringify(message)) of(message.channel).set(message.ts, message);
  };

  return {
    load(messages) {
      for (const message of messages) set(message);
    },
    add(message) {
      const known = of(message.channel);
      if (known.has(message.ts)) return false;
      known.set(message.ts, message);
      const root = isReply(message) && !message.ephemeralFor ? known.get(message.thread_ts ?? '') : undefined;
      // The root may already count this reply when its own change arrived first.
      if (root && Number(root.latest_reply ?? 0) < Number(message.ts)) {
        known.set(root.ts, {
          ...root,
          thread_ts: root.ts,
          reply_count: (root.reply_count ?? 0) + 1,
          latest_reply: message.ts,
        });
      }
      return true;
    },
    change: (message) => set(message),
    remove(channel, ts) {
      const known = of(channel);
      const gone = known.get(ts);
      known.delete(ts);
      const root = gone && isReply(gone) && !gone.ephemeralFor ? known.get(gone.thread_ts ?? '') : undefined;
      if (root) known.set(root.ts, { ...root, reply_count: Math.max(0, (root.reply_count ?? 1) - 1) });
    },
    clear: () => channels.clear(),
    get: (channel, ts) => of(channel).get(ts),
    roots: (channel) =>
      sorted(channel).filter((message) => !isReply(message) || message.subtype === 'thread_broadcast'),
    thread: (channel, threadTs) =>
      sorted(channel).filter(
        (message) => message.ts === threadTs || (isReply(message) && message.thread_ts === threadTs),
      ),
  };
}

function isReply(message: WorkspaceMessage): boolean {
  return message.thread_ts !== undefined && message.thread_ts !== message.ts;
}
