import type { Outside } from '../core/outside.ts';
import { type AlertService, checkIntervalMs } from './alert-service.ts';

/** What the clock does with alerts: a check each minute, and escalations to the second. */
export interface AlertClock {
  start(): void;
  /** Looks anew when the next thing is due: an alert was opened or changed. */
  wake(): void;
  /** Lets a running check end. */
  stop(): Promise<void>;
}

/** Neither leaves a job behind: what must not be lost is in the alerts themselves, and a check that was missed is made up for by the next. */
export function createAlertClock(
  service: Pick<AlertService, 'checkByClock' | 'escalateDue' | 'nextEscalationAt'>,
  { clock, log }: Pick<Outside, 'clock' | 'log'>,
): AlertClock {
  let running: { stop: AbortController; done: Promise<void> } | null = null;
  let nap = new AbortController();

  async function turn(lastCheckAt: number): Promise<number> {
    const minute = Math.floor(clock.now() / checkIntervalMs) * checkIntervalMs;
    try {
      await service.escalateDue();
      if (minute > lastCheckAt) await service.checkByClock();
    } catch (error) {
      log.error('the alerts could not be looked after', { error });
    }
    return minute;
  }

  async function untilNext(checkedAt: number): Promise<number> {
    const escalationAt = await service.nextEscalationAt().catch(() => null);
    return Math.min(checkedAt + checkIntervalMs, escalationAt ?? Number.POSITIVE_INFINITY);
  }

  async function work(stop: AbortSignal): Promise<void> {
    let checkedAt = Number.NEGATIVE_INFINITY;
    while (!stop.aborted) {
      nap = new AbortController();
      checkedAt = await turn(checkedAt);
      const waitMs = (await untilNext(checkedAt)) - clock.now();
      // Never a busy loop, whatever the clock and the store say.
      await clock.sleep(Math.max(waitMs, 50), AbortSignal.any([stop, nap.signal])).catch(() => undefined);
    }
  }

  return {
    start() {
      if (running) return;
      const stop = new AbortController();
      running = { stop, done: work(stop.signal) };
    },
    wake: () => nap.abort(new Error('something changed')),
    async stop() {
      running?.stop.abort(new Error('the alerts are stopped'));
      await running?.done;
      running = null;
    },
  };
}
