/** What people and apps said to each other in one place, in order. */
export interface Conversation {
  teamId: string | null;
  channelId: string;
  /** Of the first message. */
  ts: string;
  /** At least one. */
  turns: Turn[];
}

export interface Turn {
  ts: string;
  /** A person's or an app's id; null where it is not known. */
  authorId: string | null;
  /** The name an app posted under. */
  authorName: string | null;
  isBot: boolean;
  /** Plain text. */
  text: string;
  atMs: number;
  reactions: { name: string; count: number }[];
}

/** Reads what was said in a channel. */
export interface ConversationHistory {
  /**
   * Conversations that began in the window, `fromMs <= t < toMs`, oldest first, at most `limit`, the newest ones where there are more.
   * Without threads each has one turn.
   * @throws AppError, as Slack says
   */
  read(request: {
    channelId: string;
    fromMs: number;
    toMs: number;
    withThreads: boolean;
    limit: number;
    signal: AbortSignal;
  }): Promise<Conversation[]>;
}
