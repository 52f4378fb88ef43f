import { z } from 'zod';
import { isDatabaseUrl, unsupportedDatabase } from './database-path.ts';

const dayCount = (byDefault: number, what: string) =>
  z.number().int().min(1).max(3650).default(byDefault).describe(what);

function isKey(text: string): boolean {
  return /^[A-Za-z0-9+/]{43}=$/.test(text);
}

/** How jobs are taken, retried and given up. */
export const JobSettings = z.object({
  concurrency: z.number().int().min(1).max(200).default(8).describe('Jobs of one kind that run at the same time.'),
  concurrencyByKind: z
    .record(z.string(), z.number().int().min(1).max(200))
    .default({})
    .describe('The same for single job kinds, by the id of the kind.'),
  pollIntervalMs: z
    .number()
    .int()
    .min(50)
    .max(60_000)
    .default(1000)
    .describe('Longest wait before the queue is looked at again, in milliseconds; a job stored here starts at once.'),
  leaseMs: z
    .number()
    .int()
    .min(2000)
    .max(600_000)
    .default(30_000)
    .describe('How long a silent process keeps its jobs before others may take them, in milliseconds.'),
  heartbeatMs: z
    .number()
    .int()
    .min(200)
    .max(200_000)
    .default(5000)
    .describe('Time between two signs of life of a running job, in milliseconds; keep it below a third of leaseMs.'),
  timeoutMs: z
    .number()
    .int()
    .min(1000)
    .max(3_600_000)
    .default(600_000)
    .describe('Longest run of one attempt before it is stopped and tried again, in milliseconds.'),
  drainMs: z
    .number()
    .int()
    .min(0)
    .max(600_000)
    .default(10_000)
    .describe(
      'How long a stopping program lets running jobs finish, in milliseconds; the rest go on after the next start.',
    ),
  crashLimit: z
    .number()
    .int()
    .min(1)
    .max(100)
    .default(5)
    .describe('A job that was running in this many dying processes in a row, without finishing a step, is given up.'),
  backoffBaseMs: z
    .number()
    .int()
    .min(10)
    .max(600_000)
    .default(2000)
    .describe('Wait before the second attempt, in milliseconds; it doubles with every further one.'),
  backoffMaxMs: z
    .number()
    .int()
    .min(10)
    .max(86_400_000)
    .default(300_000)
    .describe('Longest wait between two attempts, in milliseconds.'),
  retryAfterLimitMs: z
    .number()
    .int()
    .min(0)
    .max(86_400_000)
    .default(3_600_000)
    .describe('A server that asks for a longer wait than this makes the job fail at once, in milliseconds.'),
});
export type JobSettings = z.infer<typeof JobSettings>;

export const StoreSettings = z.object({
  databaseUrl: z
    .string()
    .min(1)
    .default('data/gloss.db')
    .refine(isDatabaseUrl, { error: (issue) => unsupportedDatabase(String(issue.input)).message })
    .describe(
      'Where everything is kept: a SQLite file (a path or sqlite:path), or postgres://user:password@host/database for several processes.',
    ),
  tracesFile: z
    .string()
    .min(1)
    .default('data/traces.db')
    .describe(
      'SQLite file of spans and artifacts; it may be deleted while the program is stopped. PostgreSQL keeps them with the rest.',
    ),
  poolSize: z
    .number()
    .int()
    .min(3)
    .max(200)
    .default(12)
    .describe('Connections to PostgreSQL that one process opens at the most.'),
  queryTimeoutMs: z
    .number()
    .int()
    .min(100)
    .max(600_000)
    .default(15_000)
    .describe('Longest time of one statement on PostgreSQL, and of the wait for a connection, in milliseconds.'),
  busyTimeoutMs: z
    .number()
    .int()
    .min(0)
    .max(60_000)
    .default(5000)
    .describe('How long a write waits for another process that is writing, in milliseconds.'),
  inboxDays: dayCount(7, 'How long event ids are remembered to recognise repeated deliveries, in days.'),
  jobDays: dayCount(30, 'How long payloads and step results of finished jobs are kept, in days; their keys stay.'),
  traceDays: dayCount(30, 'How long spans, artifacts, sums by the hour and sums that name a person are kept, in days.'),
  inputDays: dayCount(30, 'How long the text of a page is kept with its summary, in days; the summary itself stays.'),
  rollupDays: dayCount(400, 'How long sums by the day, which name nobody, are kept for charts, in days.'),
  scoreDays: dayCount(400, 'How long scores, and the marks of items that a monitor scored, are kept, in days.'),
  scheduleDays: dayCount(7, 'How long finished jobs of schedules and the record of their runs are kept, in days.'),
  purgeMinutes: z
    .number()
    .int()
    .min(1)
    .max(600)
    .default(10)
    .describe('Longest time of one daily purge, in minutes; the rest goes the next day.'),
  analyticsTimeoutMs: z
    .number()
    .int()
    .min(100)
    .max(120_000)
    .default(5000)
    .describe('Longest wait for the figures of a chart or a search, in milliseconds.'),
  encryptionKeys: z
    .array(z.string().refine(isKey, { error: 'must be 32 bytes in base64 (openssl rand -base64 32)' }))
    .max(20)
    .default([])
    .describe(
      'Keys for stored artifacts and summaries, 32 bytes each in base64: the first encrypts, all decrypt; empty stores plain text.',
    ),
  jobs: JobSettings.prefault({}),
});
export type StoreSettings = z.infer<typeof StoreSettings>;
