/** What Slack hands to whoever turns links into jobs; everything here is stored before Slack is acknowledged. */
import type { SummaryLength } from './summary.ts';

export interface PostedLinks {
  teamId: string;
  channelId: string;
  /** The message that holds the links. */
  messageTs: string;
  /** Root of its thread: `messageTs` itself where it is not in one. */
  threadTs: string;
  /** Who posted the message, or who asked for it to be read. */
  userId: string;
  /** As posted, decoded once, in order, each page once; never empty. */
  urls: string[];
  /** Slack's id of the event; null where a button, command or shortcut asked. */
  eventId: string | null;
  /** null where the person did not say. */
  length: SummaryLength | null;
  /** True where a person asked for these links by name, so the channel allow-list does not apply. */
  asked: boolean;
  /** Where the message was found in a history: when it was posted, in milliseconds since the epoch. */
  postedAtMs?: number;
}

export interface EditedLinks {
  teamId: string;
  channelId: string;
  messageTs: string;
  threadTs: string;
  userId: string;
  /** Links that the edit brought; may be empty. */
  addedUrls: string[];
  /** Links that the edit took away; may be empty, but not both. Their jobs go on: a reply that has begun is not taken back for a changed word. */
  removedUrls: string[];
  eventId: string;
}

export interface DeletedMessage {
  teamId: string;
  channelId: string;
  messageTs: string;
  eventId: string;
}

export interface IntakeOutcome {
  /** Jobs that are new. */
  created: number;
  /** Links whose job existed already. */
  known: number;
  /** Links that were passed over, with a reason for a person. */
  skipped: { url: string; reason: string }[];
  /** Where a new link has to wait its turn: why and how long, for a person. */
  later?: string;
}

export interface Intake {
  posted(links: PostedLinks): Promise<IntakeOutcome>;
  edited(links: EditedLinks): Promise<IntakeOutcome>;
  deleted(message: DeletedMessage): Promise<void>;
}
