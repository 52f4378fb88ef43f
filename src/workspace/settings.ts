import { z } from 'zod';

/** Settings of the local workspace; they matter only where no Slack token is given. */
export const WorkspaceSettings = z.object({
  port: z
    .int()
    .min(0)
    .max(65_535)
    .default(3000)
    .describe('Loopback port of the workspace; where it is taken the next free one of twenty is used, 0 takes any.'),
  databaseFile: z
    .string()
    .min(1)
    .default('data/workspace.db')
    .describe('SQLite file in which the workspace keeps its channels, messages and files.'),
  requestUrl: z
    .url({ protocol: /^http$/ })
    .nullable()
    .default(null)
    .describe('Request URL of the app; given, events come as signed HTTP requests instead of over Socket Mode.'),
  ackTimeoutMs: z
    .int()
    .min(100)
    .max(60_000)
    .default(3000)
    .describe('How long the app may take to acknowledge, in milliseconds; Slack waits 3000.'),
  messageRateLimit: z
    .boolean()
    .default(false)
    .describe('Answer 429 where the app posts more than one message a second into a channel, as Slack does.'),
  maxFileBytes: z
    .int()
    .min(1024)
    .max(100_000_000)
    .default(20_000_000)
    .describe('Largest file that may be uploaded, in bytes.'),
});
export type WorkspaceSettings = z.infer<typeof WorkspaceSettings>;
