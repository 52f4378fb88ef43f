import { toAppError } from '../core/errors.ts';
import type { MonitorOutbox, MonitorRun } from '../core/monitor.ts';
import type { Chosen, Monitor } from './definition.ts';
import type { MonitorParts, MonitorTarget } from './plugins.ts';
import { startDeadline } from '../core/start-deadline.ts';

const batchSize = 50;
/** Of one target in one run; what is left over goes with the next run. */
const targetTimeoutMs = 120_000;

type TargetReport = MonitorRun['targets'][number];

/**
 * Gives every target what waits for it, of this run and of earlier ones. Best effort: a target that fails keeps its results waiting and
 * holds up no other.
 */
export async function publishResults(
  monitor: Monitor,
  deps: { outbox: MonitorOutbox; parts: MonitorParts; signal: AbortSignal },
): Promise<TargetReport[]> {
  const { outbox, parts, signal } = deps;
  const { clock, log } = parts.outside;
  const targets = monitor.targets.map(({ plugin }) => plugin.id);
  await outbox.forgetOtherTargets(monitor.name, targets, clock.now());

  async function drain({ plugin, params }: Chosen<MonitorTarget>): Promise<Omit<TargetReport, 'waiting'>> {
    using deadline = startDeadline(clock, signal, targetTimeoutMs);
    const limit = deadline.signal;
    let published = 0;
    try {
      for (;;) {
        const results = await outbox.waiting(monitor.name, plugin.id, batchSize);
        if (results.length === 0) return { target: plugin.id, published, error: null };
        limit.throwIfAborted();
        await plugin.publish(results, params, parts, limit);
        await outbox.delivered(plugin.id, results, clock.now());
        published += results.length;
      }
    } catch (thrown) {
      signal.throwIfAborted();
      const isLate = limit.aborted;
      log.warn('a target did not take the results of a monitor', {
        monitor: monitor.name,
        target: plugin.id,
        error: thrown,
      });
      return { target: plugin.id, published, error: isLate ? 'It took too long.' : toAppError(thrown).message };
    }
  }

  const reports = await Promise.all(monitor.targets.map(drain));
  const counts = (await outbox.waitingCounts()).filter((count) => count.monitor === monitor.name);
  return reports.map((report) => ({
    ...report,
    waiting: counts.find(({ target }) => target === report.target)?.count ?? 0,
  }));
}
