import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { SpanStatusCode } from '@opentelemetry/api';
import { toAppError } from '../core/errors.ts';
import type { Outside } from '../core/outside.ts';
import { spanKindOf } from './encode-spans.ts';
import type { ObserveSettings } from './settings.ts';
import { finishedAttributes } from './span-attributes.ts';
import type { SpanRow } from '../core/span-row.ts';
import type { TraceSink } from './trace-sink.ts';

export interface SpanBatcher extends SpanProcessor {
  /** Spans lost because the queue was full or the sink refused them. */
  droppedCount(): number;
}

/** Collects finished spans and writes them in batches; the traced code never waits and never fails for it. */
export function createSpanBatcher(settings: ObserveSettings, sink: TraceSink, outside: Outside): SpanBatcher {
  let queue: SpanRow[] = [];
  let dropped = 0;
  let closed = false;
  let writing: Promise<void> | null = null;
  const wakeUp = new AbortController();
  let timerIsSet = false;

  function drop(count: number, error: unknown): void {
    dropped += count;
    outside.log.error('spans could not be stored', { count, error });
  }

  /** Batch after batch, until nothing waits or the sink is away: then the rest waits for the next time, of which a closing one has none. */
  async function write(): Promise<void> {
    let away: unknown = null;
    while (queue.length > 0 && away === null) {
      const batch = queue.slice(0, settings.batchSize);
      queue = queue.slice(settings.batchSize);
      try {
        await sink.insertSpans(batch);
      } catch (error) {
        if (toAppError(error).retryable) {
          queue = [...batch, ...queue];
          away = error;
        } else drop(batch.length, error);
      }
    }
    if (away === null) return;
    if (closed) drop(queue.splice(0).length, away);
    else outside.log.warn('spans wait for the store', { count: queue.length, error: away });
  }

  /** Never two at once: a span must not overtake itself. */
  function flush(): Promise<void> {
    writing ??= write().finally(() => {
      writing = null;
      if (queue.length > 0) schedule();
    });
    return writing;
  }

  function schedule(): void {
    if (timerIsSet || closed) return;
    timerIsSet = true;
    outside.clock
      .sleep(settings.flushIntervalMs, wakeUp.signal)
      .then(flush, () => undefined)
      .finally(() => {
        timerIsSet = false;
        if (queue.length > 0) schedule();
      });
  }

  return {
    onStart: () => undefined,
    onEnd(span) {
      if (closed || queue.length >= settings.maxQueuedSpans) {
        dropped += 1;
        return;
      }
      queue.push(toRow(span));
      if (queue.length === settings.batchSize) void flush();
      else schedule();
    },
    forceFlush: flush,
    async shutdown() {
      closed = true;
      wakeUp.abort(new Error('tracing was shut down'));
      await flush();
      // What a write before this one had put back.
      await flush();
    },
    droppedCount: () => dropped,
  };
}

function toMs(time: readonly [number, number]): number {
  return time[0] * 1000 + time[1] / 1e6;
}

function toRow(span: ReadableSpan): SpanRow {
  const attributes = finishedAttributes(span);
  const { cost_usd: cost, job_id: jobId, 'error.type': errorType } = attributes;
  const isError = span.status.code === SpanStatusCode.ERROR;
  return {
    traceId: span.spanContext().traceId,
    spanId: span.spanContext().spanId,
    parentSpanId: span.parentSpanContext?.spanId ?? null,
    name: span.name,
    kind: spanKindOf(attributes),
    startMs: toMs(span.startTime),
    endMs: toMs(span.endTime),
    durationMs: toMs(span.duration),
    status: isError ? 'error' : 'ok',
    errorType: typeof errorType === 'string' ? errorType : null,
    costUsd: typeof cost === 'number' ? cost : null,
    jobId: typeof jobId === 'string' ? jobId : null,
    attributes,
  };
}
