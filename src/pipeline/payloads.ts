/** Payloads of the pipeline's job kinds, as they are stored. */
import { z } from 'zod';
import { SummaryLength } from '../core/summary.ts';

/** Kind `summarize-link`: one link of one message. */
export const SummarizeLinkPayload = z.object({
  teamId: z.string(),
  channelId: z.string(),
  messageTs: z.string(),
  threadTs: z.string(),
  /** Who posted the link. */
  userId: z.string(),
  /** As posted. */
  url: z.string(),
  canonicalUrl: z.string(),
  length: SummaryLength,
  /** True where the person asked for a length: then an earlier summary is no answer. */
  anew: z.boolean().optional(),
});
export type SummarizeLinkPayload = z.infer<typeof SummarizeLinkPayload>;

/** Kind `resummarize`: another form of a summary that stands in a thread. */
export const ResummarizePayload = z.object({
  summaryId: z.string(),
  /** The revision the person saw; a newer one makes the request stale. */
  revision: z.int(),
  /** `retry` follows a failure and is `again` to the stages. */
  change: z.enum(['shorter', 'longer', 'again', 'retry']),
  userId: z.string(),
});
export type ResummarizePayload = z.infer<typeof ResummarizePayload>;

/** Kind `follow-up`: one question about a page that was read. */
export const FollowUpPayload = z.object({
  teamId: z.string(),
  channelId: z.string(),
  threadTs: z.string(),
  /** The message that asks. */
  questionTs: z.string(),
  userId: z.string(),
  question: z.string(),
  summaryId: z.string(),
  /** Of the page. */
  url: z.string(),
});
export type FollowUpPayload = z.infer<typeof FollowUpPayload>;
