import { AppError } from '../../src/core/errors.ts';
import type { MonitorDesk } from '../../src/monitor/monitor-desk.ts';

/** An installation without monitors; what changes one is refused. */
export function emptyMonitorDesk(changes: Partial<MonitorDesk> = {}): MonitorDesk {
  const unknown = () => Promise.reject(new AppError({ code: 'unknown_monitor', message: 'There is no such monitor.' }));
  return {
    overview: () => Promise.resolve({ monitors: [], problems: [] }),
    status: unknown,
    check: unknown,
    start: unknown,
    pause: unknown,
    resume: unknown,
    schedules: () => Promise.resolve([]),
    runOnce: unknown,
    runJob: unknown,
    onDead: unknown,
    ...changes,
  };
}
