/** What a summary suggests for the team's projects: people vote on it and take it on. */
import type { LinkScope } from './library.ts';

export interface Idea {
  id: string;
  summaryId: string;
  teamId: string;
  channelId: string;
  /** Of the page it comes from. */
  url: string;
  theme: string;
  text: string;
  voteCount: number;
  /** Who takes it on; null where nobody does. */
  claimedBy: string | null;
  /** Milliseconds since the epoch. */
  createdAt: number;
}

export interface IdeaStore {
  get(id: string): Promise<Idea | null>;
  /** In the order of the summary. */
  ofSummary(summaryId: string): Promise<Idea[]>;
  /** By theme, in each the most voted first. */
  board(scope: LinkScope, filter: { theme?: string | undefined; limit: number }): Promise<Idea[]>;
  /** One vote a person; the same again takes it back. @throws AppError `unknown_idea`. */
  vote(id: string, userId: string): Promise<void>;
  /** Takes an idea on. @returns false where it is theirs already. @throws AppError `unknown_idea`, `already_claimed`. */
  claim(id: string, userId: string): Promise<boolean>;
  /** Gives it up. @returns false where nobody has taken it on. @throws AppError `unknown_idea`, `already_claimed` where it is somebody else's. */
  giveUp(id: string, userId: string): Promise<boolean>;
}
