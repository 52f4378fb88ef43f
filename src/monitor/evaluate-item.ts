import { AppError, toAppError } from '../core/errors.ts';
import type { ItemScore, MonitorResult } from '../core/monitor.ts';
import type { Monitor } from './definition.ts';
import type { ExtractedItem, SourceItem } from './item.ts';
import type { MonitorParts, MonitorScorer } from './plugins.ts';
import { startDeadline } from '../core/start-deadline.ts';

/** `postponed`: it may work in a later run; `partial` is what there is already, null for nothing. */
export type Evaluation =
  | { outcome: 'scored'; result: MonitorResult }
  | { outcome: 'postponed'; reason: string; partial: MonitorResult | null }
  | { outcome: 'failed'; reason: string };

/** One item through its extractor and every scorer; a scorer that fails takes none of the others with it. */
export async function evaluateItem(
  monitor: Monitor,
  item: SourceItem,
  runId: string,
  { parts, signal }: { parts: MonitorParts; signal: AbortSignal },
): Promise<Evaluation> {
  try {
    const extracted = await monitor.extractor.plugin.extract(item, monitor.extractor.params, parts);
    const { scores, failures, costUsd } = await scoreAll(monitor, extracted, parts, signal);
    const errors = failures.map(({ scorer, error }) => ({ scorer, reason: error.message }));
    const { teamId, traceId, summaryId, channelId, datasetItem } = extracted;
    const result: MonitorResult = {
      source: monitor.source.plugin.id,
      monitor: monitor.name,
      itemId: item.id,
      runId,
      teamId,
      traceId,
      summaryId,
      channelId,
      url: datasetItem.url === '' ? null : datasetItem.url,
      happenedAt: item.happenedAt,
      evaluatedAt: parts.outside.clock.now(),
      scores,
      errors,
      costUsd,
    };
    const reason = errors.map(({ scorer, reason: why }) => `${scorer}: ${why}`).join(' ');
    const partial = scores.length === 0 ? null : result;
    if (failures.some(({ error }) => error.retryable)) return { outcome: 'postponed', reason, partial };
    // Where no scorer had anything to say, nothing failed either.
    return partial === null && errors.length > 0 ? { outcome: 'failed', reason } : { outcome: 'scored', result };
  } catch (thrown) {
    signal.throwIfAborted();
    const error = toAppError(thrown);
    if (error.code === 'internal_error') {
      parts.outside.log.error('an item could not be looked at', { monitor: monitor.name, error: thrown });
    }
    const reason = error.message;
    return error.retryable ? { outcome: 'postponed', reason, partial: null } : { outcome: 'failed', reason };
  }
}

async function scoreAll(
  monitor: Monitor,
  extracted: ExtractedItem,
  { outside }: MonitorParts,
  signal: AbortSignal,
): Promise<{ scores: ItemScore[]; failures: { scorer: string; error: AppError }[]; costUsd: number | null }> {
  const scores: ItemScore[] = [];
  const failures: { scorer: string; error: AppError }[] = [];
  let costUsd: number | null = 0;
  for (const scorer of monitor.scorers) {
    using deadline = startDeadline(outside.clock, signal, monitor.evaluation.timeout_ms);
    const limit = deadline.signal;
    try {
      const scored = await withLimit(scorer.score(extracted, limit), limit);
      if (scored === null) continue;
      checkValue(scorer, scored.value);
      const { value, passed, reason, costUsd: cost = 0 } = scored;
      scores.push({ scorer: scorer.id, value, passed, reason });
      costUsd = costUsd === null || cost === null ? null : costUsd + cost;
    } catch (thrown) {
      signal.throwIfAborted();
      failures.push({ scorer: scorer.id, error: toScorerError(thrown) });
    }
  }
  return { scores, failures, costUsd };
}

/** Also ends the wait for a scorer that does not listen to its signal. */
async function withLimit<T>(work: Promise<T>, limit: AbortSignal): Promise<T> {
  const over = Promise.withResolvers<never>();
  const onAbort = (): void => over.reject(limit.reason);
  limit.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, over.promise]);
  } finally {
    limit.removeEventListener('abort', onAbort);
  }
}

function checkValue(scorer: MonitorScorer, value: number): void {
  if (value >= 0 && value <= 1) return;
  throw new AppError({ code: 'bad_score', message: `The scorer ${scorer.id} gave ${value}; 0 to 1 is allowed.` });
}

function toScorerError(thrown: unknown): AppError {
  const isTimeout = thrown instanceof Error && thrown.name === 'TimeoutError';
  if (!isTimeout) return toAppError(thrown);
  return new AppError({ code: 'scorer_timeout', message: 'It took too long.', retryable: true, cause: thrown });
}
