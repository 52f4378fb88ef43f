/** What was read before, so that people find it again. */
import type { DigestLink } from './digest.ts';

/** A page that was summarized once, as lists and searches show it. */
export interface LinkRecord {
  summaryId: string;
  teamId: string;
  channelId: string;
  /** The message that held the link. */
  messageTs: string;
  threadTs: string;
  /** Where the summary stands; null until it is posted. */
  replyTs: string | null;
  canonicalUrl: string;
  /** Host without `www.`. */
  site: string;
  /** Of the page; its host where it has none. */
  title: string;
  /** The first part of the summary, one text. */
  tldr: string;
  /** Names of the project themes that the summary has ideas for. */
  themes: string[];
  requestedBy: string;
  /** Milliseconds since the epoch. */
  createdAt: number;
}

/** Who is shown something is decided before the library is asked: it looks into the named channels and nowhere else. */
export interface LinkScope {
  teamId: string;
  /** Ids; of none nothing is found. */
  channelIds: readonly string[];
}

export interface LinkFilter {
  /** A site and all below it: `example.org` finds `docs.example.org` too. */
  site?: string | undefined;
  requestedBy?: string | undefined;
  /** `fromMs <= created < toMs`. */
  fromMs?: number | undefined;
  toMs?: number | undefined;
  /** 1 to 100. */
  limit: number;
}

export interface RelatedLink extends LinkRecord {
  /** How much of what the page is about the other one shares, 0 to 1. */
  similarity: number;
}

/** A summary, or an answer to a question, that went with the message it belonged to. */
export interface ForgottenReply {
  id: string;
  channelId: string;
  replyTs: string | null;
  traceId: string;
}

export interface LinkLibrary {
  /**
   * Pages with all of the words (or, where there is none, with some), the best first, each page once. A word also finds its other endings, the
   * last one its longer forms; words in titles count most, then those of the summary, then those of the page.
   */
  search(words: string, scope: LinkScope, filter: LinkFilter): Promise<LinkRecord[]>;
  /** Newest first, each page once. */
  recent(scope: LinkScope, filter: LinkFilter): Promise<LinkRecord[]>;
  /** Pages about the same things as a summary, the closest first; never the page itself. */
  related(summaryId: string, scope: LinkScope, limit: number): Promise<RelatedLink[]>;
  /** Summaries of one page, newest first. */
  ofPage(canonicalUrl: string, scope: LinkScope): Promise<LinkRecord[]>;
  /** All of a time (`fromMs <= created < toMs`) with what people and checks say of them, newest first, at most 500. */
  digest(scope: LinkScope, fromMs: number, toMs: number): Promise<DigestLink[]>;
  /** A person reacted to the message of a link or to its summary, or took that back. */
  react(
    place: { teamId: string; channelId: string; ts: string },
    userId: string,
    emoji: string,
    isAdded: boolean,
  ): Promise<void>;
  /** Channels of the team that have links. */
  channelIds(teamId: string): Promise<string[]>;
  /** Removes everything that was made of a message: of its links with the answers about them, and of its question. @returns the replies that stand in Slack. */
  forgetMessage(place: { teamId: string; channelId: string; messageTs: string }): Promise<ForgottenReply[]>;
}
