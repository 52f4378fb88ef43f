import { createHash } from 'node:crypto';
import { context, ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Attributes, Span } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { NodeTracerProvider, RandomIdGenerator } from '@opentelemetry/sdk-trace-node';
import { toAppError } from '../core/errors.ts';
import type { Outside } from '../core/outside.ts';
import type { SpanAttributes, SpanHandle, Tracing } from '../core/ports.ts';
import type { ObserveSettings } from './settings.ts';
import { redactText } from './redact.ts';
import { createSpanBatcher } from './span-batcher.ts';
import type { TraceSink } from './span-row.ts';

export interface TracingService extends Tracing {
  /** Writes what is waiting. */
  flush(): Promise<void>;
  /** Writes what is waiting and stops; spans that end later are lost and counted. */
  close(): Promise<void>;
  droppedSpanCount(): number;
  /** The span that the running code is in, or null. */
  activeSpan(): SpanHandle | null;
}

/** Attribute values are cut here: a span is for finding and charting, whole inputs are artifacts. */
const maxAttributeLength = 8_000;

/** Trace id for a seed: the first 32 hex digits of its SHA-256, so that every attempt of one job lands in one trace. */
export function traceIdOf(seed: string): string {
  return createHash('sha256').update(seed).digest('hex').slice(0, 32);
}

/** Tracing over OpenTelemetry into `sink`. Attributes are redacted in this one place, before they are set. */
export function createTracing(settings: ObserveSettings, outside: Outside, sink: TraceSink): TracingService {
  if (!settings.enabled) return createNoTracing();
  // Context is process-wide in OpenTelemetry; a second registration is refused and harmless.
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const batcher = createSpanBatcher(settings, sink, outside);
  const random = new RandomIdGenerator();
  let seededTraceId: string | null = null;
  const provider = new NodeTracerProvider({
    spanProcessors: [batcher],
    idGenerator: {
      generateTraceId: () => seededTraceId ?? random.generateTraceId(),
      generateSpanId: () => random.generateSpanId(),
    },
  });
  const tracer = provider.getTracer('gloss');

  function startSpan(name: string, attributes: Attributes, traceSeed: string | undefined): Span {
    if (traceSeed === undefined) return tracer.startSpan(name, { attributes, startTime: outside.clock.now() });
    seededTraceId = traceIdOf(traceSeed);
    try {
      return tracer.startSpan(name, { attributes, root: true, startTime: outside.clock.now() }, ROOT_CONTEXT);
    } finally {
      seededTraceId = null;
    }
  }

  return {
    async span(name, options, body) {
      const startedAt = outside.clock.monotonic();
      const startTime = outside.clock.now();
      const span = startSpan(
        name,
        { 'gloss.kind': options.kind, ...toAttributes(options.attributes ?? {}) },
        options.traceSeed,
      );
      const handle = toHandle(span);
      try {
        return await context.with(trace.setSpan(context.active(), span), () => body(handle));
      } catch (thrown) {
        const error = toAppError(thrown);
        span.setAttribute('error.type', error.code);
        span.setStatus({ code: SpanStatusCode.ERROR, message: redactText(error.message) });
        throw thrown;
      } finally {
        span.end(startTime + (outside.clock.monotonic() - startedAt));
      }
    },
    async artifact(traceId, name, content) {
      try {
        await sink.putArtifact(traceId, name, redactText(content), outside.clock.now());
      } catch (error) {
        outside.log.error('an artifact could not be stored', { traceId, name, error });
      }
    },
    flush: () => provider.forceFlush(),
    close: () => provider.shutdown(),
    droppedSpanCount: () => batcher.droppedCount(),
    activeSpan() {
      const span = trace.getSpan(context.active());
      return span ? toHandle(span) : null;
    },
  };
}

function toHandle(span: Span): SpanHandle {
  const { traceId, spanId } = span.spanContext();
  return { traceId, spanId, set: (attributes) => void span.setAttributes(toAttributes(attributes)) };
}

function createNoTracing(): TracingService {
  const handle: SpanHandle = { traceId: '0'.repeat(32), spanId: '0'.repeat(16), set: () => undefined };
  return {
    span: (_name, _options, body) => body(handle),
    artifact: () => Promise.resolve(),
    flush: () => Promise.resolve(),
    close: () => Promise.resolve(),
    droppedSpanCount: () => 0,
    activeSpan: () => null,
  };
}

function toAttributes(values: SpanAttributes): Attributes {
  const result: Attributes = {};
  for (const [key, value] of Object.entries(values)) {
    if (value === null || value === undefined) continue;
    if (typeof value === 'string') result[key] = redactText(value).slice(0, maxAttributeLength);
    else if (Array.isArray(value)) result[key] = value.map((item) => redactText(item).slice(0, maxAttributeLength));
    else result[key] = value;
  }
  return result;
}
