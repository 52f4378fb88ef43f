/** The canary: a page that is summarized on a schedule without posting, so that what is broken shows before people meet it. */
import { toAppError, toFailure } from '../core/errors.ts';
import type { Outside } from '../core/outside.ts';
import type { Tracing } from '../core/ports.ts';
import type { Schedule } from '../core/schedule.ts';
import { runStages } from '../pipeline/run-stages.ts';
import type { StageDeps } from '../pipeline/run-stages.ts';
import type { Config } from '../config.ts';
import type { CanaryRunStore } from '../store/alerts/canary-runs.ts';
import { startDeadline } from '../core/start-deadline.ts';

/** @returns null where no page is set */
export function canarySchedule({ alerts: { canary } }: Config['settings']): Schedule | null {
  if (canary.url === null) return null;
  return {
    id: 'canary',
    title: 'Canary',
    timing: { intervalMinutes: canary.intervalMinutes },
    kind: 'canary',
    payload: {},
    // A run that failed is the finding, not something to try again.
    maxAttempts: 1,
  };
}

/** Never throws for a page that cannot be summarized: that is what is kept, and what the rule `monitor_failed` looks at. */
export function createCanary(
  { alerts: { canary } }: Config['settings'],
  outside: Outside,
  deps: { stages: StageDeps; runs: CanaryRunStore },
): (signal: AbortSignal) => Promise<void> {
  const { clock } = outside;
  return async (signal) => {
    const { url } = canary;
    if (url === null) return;
    const at = clock.now();
    const startedAt = clock.monotonic();
    using deadline = startDeadline(clock, signal, canary.timeoutMs);
    const failure = await runStages(
      { ...deps.stages, tracing: noTracing },
      {
        url,
        length: 'normal',
        signal: deadline.signal,
        step: (_name, work) => work(),
        progress: () => undefined,
        mayRetry: false,
      },
    ).then(
      (run) => run.failure,
      (thrown: unknown) => {
        // The program stops, or the job was taken away: that says nothing of the page.
        signal.throwIfAborted();
        return deadline.isOver ? tooSlow(canary.timeoutMs) : toFailure(toAppError(thrown));
      },
    );
    const durationMs = clock.monotonic() - startedAt;
    await deps.runs.put({ id: outside.newId(), at, url, outcome: failure ? 'failed' : 'ok', failure, durationMs });
    if (failure) outside.log.warn('the canary failed', { url, code: failure.code });
  };
}

function tooSlow(timeoutMs: number): ReturnType<typeof toFailure> {
  const message = `It took longer than ${Math.round(timeoutMs / 1000)} s.`;
  return { code: 'canary_timeout', message, hint: 'See /health.', retryable: true };
}

/** Runs of the canary are no runs of people: they are in no chart, in no cost by channel, and wake no rule about traffic. */
const noTracing: Tracing = {
  span: (_name, _options, body) => body({ traceId: '0'.repeat(32), spanId: '0'.repeat(16), set: () => undefined }),
  artifact: () => Promise.resolve(),
};
