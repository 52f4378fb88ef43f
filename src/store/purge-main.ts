import type Sqlite from 'better-sqlite3';
import { purgeInputs } from './purge-inputs.ts';
import type { TextSealer } from './sealed-text.ts';

/** Rows of one transaction: short enough that nobody who writes meanwhile has to wait for long. */
const batch = 500;

/** Everything before these times goes, in milliseconds since the epoch. */
export interface MainCutoffs {
  /** Text of pages inside summaries. */
  inputsMs: number;
  /** Slots of schedules, and the jobs that they enqueued. */
  schedulesMs: number;
  /** Scores, what monitors keep of the items they scored, alerts that are over. */
  scoresMs: number;
}

export interface PurgedMain {
  /** Summaries that lost the text of their page. */
  inputs: number;
  scheduleSlots: number;
  scheduledJobs: number;
  scores: number;
  scoredItems: number;
  monitorRuns: number;
  alerts: number;
  canaryRuns: number;
}

/**
 * Removes what is too old from the main file. Other jobs keep their keys for ever; those of a schedule need not, since a slot that has
 * passed never comes again.
 * @param pause called between two transactions; false stops, the rest goes the next time
 */
export function purgeMain(
  handle: Sqlite.Database,
  sealer: TextSealer,
  cutoffs: MainCutoffs,
  pause: () => boolean,
): PurgedMain {
  const remove = (table: string, condition: string, before: number): number => {
    const statement = handle.prepare(
      `delete from ${table} where rowid in (select rowid from ${table} where ${condition} limit @batch)`,
    );
    let total = 0;
    for (let count = batch; count === batch && pause(); total += count)
      count = statement.run({ before, batch }).changes;
    return total;
  };
  return {
    inputs: purgeInputs(handle, sealer, cutoffs.inputsMs, pause),
    scheduleSlots: remove('schedule_slots', 'taken_at < @before', cutoffs.schedulesMs),
    scheduledJobs: remove(
      'jobs',
      `job_group >= 'schedule:' and job_group < 'schedule;' and finished_at < @before and (notice is null or notice = 'given')`,
      cutoffs.schedulesMs,
    ),
    scores: remove('scores', 'happened_at < @before', cutoffs.scoresMs),
    // Long after its window has passed, an item cannot come again.
    scoredItems:
      remove('scored_items', 'scored_at < @before', cutoffs.scoresMs) +
      remove('monitor_failures', 'failed_at < @before', cutoffs.scoresMs),
    monitorRuns: remove('monitor_runs', 'started_at < @before', cutoffs.scoresMs),
    alerts: removeAlerts(remove, cutoffs.scoresMs),
    canaryRuns: remove('canary_runs', 'at < @before', cutoffs.scoresMs),
  };
}

/** With what happened to them and what was told, which goes first: a purge that stops in between leaves nothing without its alert. */
function removeAlerts(remove: (table: string, condition: string, before: number) => number, before: number): number {
  const isOver = `status = 'resolved' and opened_at < @before`;
  for (const table of ['alert_deliveries', 'alert_events'])
    remove(table, `alert_id in (select id from alerts where ${isOver})`, before);
  return remove('alerts', isOver, before);
}
