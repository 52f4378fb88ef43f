import { z } from 'zod';
import type { AnalyticsWindow } from '../core/analytics.ts';

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const maxWindowMs = 1100 * 86_400_000;
const maxHourBucketsMs = 92 * 86_400_000;
const defaultWindow = '24h';

/** A time in a query: ISO 8601 with its zone, or milliseconds since the epoch. */
export const Moment = z
  .string()
  .max(40)
  .refine((text) => parseMoment(text) !== null, 'a time like 2026-03-02T09:00:00Z, or milliseconds since 1970')
  .describe('ISO 8601 with its zone, e.g. 2026-03-02T09:00:00Z, or milliseconds since 1970.');

/** What narrows down every figure. */
const windowFields = {
  window: z
    .string()
    .regex(/^[1-9]\d{0,5}[mhdw]$/, 'a number and m, h, d or w, like 24h')
    .refine((text) => spanOf(text) <= maxWindowMs, 'at most 1100d')
    .optional()
    .describe(`The stretch up to now: a number and m, h, d or w; ${defaultWindow} where no time is named at all.`),
  from: Moment.optional(),
  to: Moment.optional(),
  channel: z
    .string()
    .regex(/^[CDG][A-Z0-9]{1,30}$/, 'the id of a Slack channel, like C0123456789')
    .optional()
    .describe('Id of a Slack channel.'),
  model: z.string().min(1).max(200).optional().describe('The model that wrote the reply.'),
  status: z.enum(['ok', 'error']).optional().describe('How the run ended.'),
};

const rules = (query: { window?: string | undefined; from?: string | undefined; to?: string | undefined }): boolean =>
  query.window === undefined
    ? query.to === undefined || query.from !== undefined
    : query.from === undefined && query.to === undefined;
const rulesMessage = { path: ['window'], error: 'give window alone, or from with or without to' };

export const WindowQuery = z.strictObject(windowFields).refine(rules, rulesMessage);
export type WindowQuery = z.infer<typeof WindowQuery>;

export const BucketedQuery = z
  .strictObject({
    ...windowFields,
    bucket: z
      .enum(['hour', 'day'])
      .optional()
      .describe(
        'Width of the steps of the series in UTC; hours up to two days, else days. Hours reach back 92 days at most.',
      ),
  })
  .refine(rules, rulesMessage);
export type BucketedQuery = z.infer<typeof BucketedQuery>;

/** Milliseconds since the epoch, or null. */
export function parseMoment(text: string): number | null {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/.test(text)) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) || ms < 0 ? null : ms;
}

function spanOf(window: string): number {
  return Number(window.slice(0, -1)) * (unitMs[window.slice(-1)] ?? Number.NaN);
}

/** The stretch that a query means at `now`. Whether it is possible is for the store to say. */
export function windowOf(query: WindowQuery, now: number): AnalyticsWindow {
  const { window, from, to, channel, model, status } = query;
  const narrowed = { channel, model, status };
  if (from !== undefined)
    return { fromMs: parseMoment(from) ?? 0, toMs: to === undefined ? now : (parseMoment(to) ?? 0), ...narrowed };
  return { fromMs: Math.max(0, now - spanOf(window ?? defaultWindow)), toMs: now, ...narrowed };
}

/** True where hours would make a series that nobody reads and everybody waits for. */
export function isTooFine(window: AnalyticsWindow, bucket: 'hour' | 'day' | undefined): boolean {
  return bucket === 'hour' && window.toMs - window.fromMs > maxHourBucketsMs;
}
