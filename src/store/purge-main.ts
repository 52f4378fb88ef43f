import { change, statement } from './database.ts';
import type { Database } from './database.ts';
import { deleteSome } from './delete-some.ts';
import { purgeInputs } from './purge-inputs.ts';
import type { MainSchema } from './schema.ts';
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
export async function purgeMain(
  database: Database<MainSchema>,
  sealer: TextSealer,
  cutoffs: MainCutoffs,
  pause: () => Promise<boolean>,
): Promise<PurgedMain> {
  const remove: Remove = async (table, condition, before) => {
    const some = statement<{ before: number; batch: number }>(deleteSome(database.dialect, table, condition));
    let total = 0;
    for (let count = batch; count === batch && (await pause()); total += count)
      count = await database.transact([], () => change(some, { before, batch }));
    return total;
  };
  return {
    inputs: await purgeInputs(database, sealer, cutoffs.inputsMs, pause),
    scheduleSlots: await remove('schedule_slots', 'taken_at < @before', cutoffs.schedulesMs),
    scheduledJobs: await remove(
      'jobs',
      `job_group >= 'schedule:' and job_group < 'schedule;' and finished_at < @before and (notice is null or notice = 'given')`,
      cutoffs.schedulesMs,
    ),
    scores: await remove('scores', 'happened_at < @before', cutoffs.scoresMs),
    // Long after its window has passed, an item cannot come again.
    scoredItems:
      (await remove('scored_items', 'scored_at < @before', cutoffs.scoresMs)) +
      (await remove('monitor_failures', 'failed_at < @before', cutoffs.scoresMs)),
    monitorRuns: await remove('monitor_runs', 'started_at < @before', cutoffs.scoresMs),
    alerts: await removeAlerts(remove, cutoffs.scoresMs),
    canaryRuns: await remove('canary_runs', 'at < @before', cutoffs.scoresMs),
  };
}

/** @returns how many rows went */
type Remove = (table: string, condition: string, before: number) => Promise<number>;

/** With what happened to them and what was told, which goes first: a purge that stops in between leaves nothing without its alert. */
async function removeAlerts(remove: Remove, before: number): Promise<number> {
  const isOver = `status = 'resolved' and opened_at < @before`;
  for (const table of ['alert_deliveries', 'alert_events'])
    await remove(table, `alert_id in (select id from alerts where ${isOver})`, before);
  return remove('alerts', isOver, before);
}
