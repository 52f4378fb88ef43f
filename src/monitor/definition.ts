/** What stands in a file of configs/monitors/. */
import { z } from 'zod';
import type { ScheduleTiming } from '../core/schedule.ts';
import { Filter } from './matches-filters.ts';
import type { MonitorExtractor, MonitorScorer, MonitorSource, MonitorTarget } from './plugins.ts';
import { strategies } from './sample-items.ts';

const minutes = z.int().min(1).max(43_200);
const id = z.string().min(1);
/** `store`, or `{ type: langfuse, experiment: true }` where more is to be said. */
const Plugin = z.union([id, z.looseObject({ type: id })], { error: 'a name, or a mapping with `type`, is allowed' });

const Schedule = z
  .strictObject({
    interval_minutes: z.int().min(1).max(10_080).optional(),
    cron: id.optional(),
    time_zone: id.optional(),
  })
  .refine(({ interval_minutes: interval, cron }) => (interval === undefined) !== (cron === undefined), {
    error: 'either interval_minutes or cron is allowed',
  })
  .refine(({ cron, time_zone: zone }) => cron !== undefined || zone === undefined, {
    error: 'time_zone is allowed beside cron only',
    path: ['time_zone'],
  });

export const MonitorFile = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower case letters, digits and - are allowed'),
  description: z.string().max(300).default(''),
  enabled: z.boolean().default(true),
  source: Plugin,
  window: z
    .strictObject({
      /** Longer than the schedule's interval, so that nothing falls between two runs; what was scored is not scored again. */
      lookback_minutes: minutes.default(90),
      /** Items younger than this wait for their votes, reactions and replies. */
      settle_minutes: z.int().min(0).max(10_080).default(0),
      max_items: z.int().min(1).max(10_000).default(500),
    })
    .prefault({}),
  extractor: Plugin,
  filters: z.array(Filter).max(50).default([]),
  sampling: z
    .strictObject({
      strategy: z.enum(strategies).default('all'),
      n: z.int().min(1).max(10_000).default(10),
      seed: z.int().min(0).max(4_294_967_295).default(1),
    })
    .prefault({}),
  scorers: z.array(id).min(1).max(50),
  evaluation: z
    .strictObject({
      concurrency: z.int().min(1).max(32).default(4),
      /** Wait between the starts of two items. */
      throttle_ms: z.int().min(0).max(60_000).default(0),
      /** Of one scorer on one item. */
      timeout_ms: z.int().min(100).max(600_000).default(60_000),
      /** Runs that try an item before it counts as failed. */
      max_attempts: z.int().min(1).max(20).default(3),
    })
    .prefault({}),
  schedule: Schedule.nullable().default(null),
  publish: z.array(Plugin).min(1).max(10).default(['store']),
});
export type MonitorFile = z.infer<typeof MonitorFile>;

/** A plug-in with what its YAML says. */
export interface Chosen<Plugin> {
  plugin: Plugin;
  params: unknown;
}

/** A definition whose every word is known. */
export interface Monitor extends Omit<MonitorFile, 'source' | 'extractor' | 'scorers' | 'schedule' | 'publish'> {
  /** Below the root, e.g. `configs/monitors/summaries.yaml`. */
  file: string;
  source: Chosen<MonitorSource>;
  extractor: Chosen<MonitorExtractor>;
  scorers: MonitorScorer[];
  timing: ScheduleTiming | null;
  targets: Chosen<MonitorTarget>[];
}

export function timingOf(schedule: MonitorFile['schedule']): ScheduleTiming | null {
  if (schedule === null) return null;
  const { interval_minutes: intervalMinutes, cron, time_zone: timeZone = 'UTC' } = schedule;
  return intervalMinutes === undefined ? { cron: cron ?? '', timeZone } : { intervalMinutes };
}
