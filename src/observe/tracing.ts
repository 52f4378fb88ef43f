import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Attributes, Context, Span } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AlwaysOnSampler,
  NodeTracerProvider,
  ParentBasedSampler,
  RandomIdGenerator,
  SamplingDecision,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';
import type { Sampler, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { toAppError } from '../core/errors.ts';
import type { Outside } from '../core/outside.ts';
import type { SpanAttributes, SpanHandle, Tracing } from '../core/ports.ts';
import { createDestinationSender } from './destination-sender.ts';
import type { DestinationHealth, DestinationSender } from './destination-sender.ts';
import { createOtlpBatcher } from './otlp-batcher.ts';
import type { Destination } from './read-destinations.ts';
import { redactText } from './redact.ts';
import type { ObserveSettings } from './settings.ts';
import { hideUser, redactAttributes, setAttributes } from './span-attributes.ts';
import { createSpanBatcher } from './span-batcher.ts';
import type { TraceSink } from './trace-sink.ts';
import { identityAttributes, pickShared, sharedAttributesOf, withSharedAttributes } from './trace-context.ts';
import { trimUnusedBuffers } from './trim-unused-buffers.ts';

export interface TracingService extends Tracing {
  /** Writes what is waiting and sends it, for a few seconds at most. */
  flush(): Promise<void>;
  /** As `flush`, keeps on disk what was not sent, and stops; spans that end later are lost and counted. */
  close(): Promise<void>;
  /** Spans that the store did not get. */
  droppedSpanCount(): number;
  /** The span that the running code is in, or null. */
  activeSpan(): SpanHandle | null;
  /** One line a destination, for `/health`. */
  destinations(): DestinationHealth[];
}

export interface ExportDeps {
  destinations: readonly Destination[];
  fetch: typeof globalThis.fetch;
  /** Absolute; each destination has a folder of its own in it. */
  bufferDirectory: string;
}

type SpanOptions = Parameters<Tracing['span']>[1];

/** Trace id for a seed: the first 32 hex digits of its SHA-256, so that every attempt of one job lands in one trace. */
export function traceIdOf(seed: string): string {
  return createHash('sha256').update(seed).digest('hex').slice(0, 32);
}

/**
 * Tracing over OpenTelemetry into `sink` and to destinations. Everything is redacted in this one place, before it is set.
 *
 * @param exporting without it nothing leaves the machine
 */
export function createTracing(
  settings: ObserveSettings,
  outside: Outside,
  sink: TraceSink,
  exporting?: ExportDeps,
): TracingService {
  if (!settings.enabled) return createNoTracing();
  // Context is process-wide in OpenTelemetry; a second registration is refused and harmless.
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const batcher = createSpanBatcher(settings, sink, outside);
  const senders = exporting ? createSenders(settings, outside, exporting) : [];
  const processors: SpanProcessor[] = [batcher];
  if (senders.length > 0) {
    const resource = { 'service.name': 'gloss', 'deployment.environment.name': settings.environment };
    processors.push(createOtlpBatcher(settings.export, outside, senders, resource));
  }
  // A pure function of the trace id: a resumed job, and an artifact, get the decision that the trace got.
  const rootSampler: Sampler =
    settings.sampleRatio >= 1 ? new AlwaysOnSampler() : new TraceIdRatioBasedSampler(settings.sampleRatio);
  const random = new RandomIdGenerator();
  let seededTraceId: string | null = null;
  const provider = new NodeTracerProvider({
    spanProcessors: processors,
    sampler: new ParentBasedSampler({ root: rootSampler }),
    idGenerator: {
      generateTraceId: () => seededTraceId ?? random.generateTraceId(),
      generateSpanId: () => random.generateSpanId(),
    },
  });
  const tracer = provider.getTracer('gloss');

  /** What may be on a span: no secrets, and no user id where these are to be pseudonyms. */
  const readable = (values: SpanAttributes): Attributes => hideUser(redactAttributes(values), settings.pseudonymKey);

  function startSpan(name: string, parent: Context, traceSeed: string | undefined): Span {
    seededTraceId = traceSeed === undefined ? null : traceIdOf(traceSeed);
    try {
      return tracer.startSpan(redactText(name), { startTime: outside.clock.now() }, parent);
    } finally {
      seededTraceId = null;
    }
  }

  function isSampled(traceId: string): boolean {
    const { decision } = rootSampler.shouldSample(ROOT_CONTEXT, traceId, '', SpanKind.INTERNAL, {}, []);
    return decision === SamplingDecision.RECORD_AND_SAMPLED;
  }

  /** By root span: what its descendants share. */
  const sharedByRoot = new WeakMap<Span, Attributes>();

  function toHandle(span: Span): SpanHandle {
    const { traceId, spanId } = span.spanContext();
    return {
      traceId,
      spanId,
      set(attributes) {
        if (!span.isRecording()) return;
        const redacted = readable(attributes);
        setAttributes(span, redacted);
        const shared = sharedByRoot.get(span);
        if (shared) Object.assign(shared, pickShared(redacted));
      },
    };
  }

  /** @returns the context for what runs inside the span */
  function describeSpan(span: Span, name: string, parent: Context, options: SpanOptions): Context {
    const inside = trace.setSpan(parent, span);
    if (!span.isRecording()) return inside;
    const own = readable({ 'gloss.kind': options.kind, ...options.attributes });
    if (parent !== ROOT_CONTEXT) {
      setAttributes(span, { ...sharedAttributesOf(parent), ...own });
      return inside;
    }
    const identity = readable(identityAttributes(name, options.trace));
    const attributes = { ...own, ...identity };
    const shared = pickShared(attributes);
    setAttributes(span, attributes);
    sharedByRoot.set(span, shared);
    return withSharedAttributes(inside, shared);
  }

  return {
    async span(name, options, body) {
      const startedAt = outside.clock.monotonic();
      const startTime = outside.clock.now();
      const isRoot = options.traceSeed !== undefined || trace.getSpan(context.active()) === undefined;
      const parent = isRoot ? ROOT_CONTEXT : context.active();
      const span = startSpan(name, parent, options.traceSeed);
      try {
        return await context.with(describeSpan(span, name, parent, options), () => body(toHandle(span)));
      } catch (thrown) {
        const error = toAppError(thrown);
        setAttributes(span, { 'error.type': error.code });
        span.setStatus({ code: SpanStatusCode.ERROR, message: redactText(error.message) });
        throw thrown;
      } finally {
        span.end(startTime + (outside.clock.monotonic() - startedAt));
      }
    },
    async artifact(traceId, name, content) {
      if (!isSampled(traceId)) return;
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
    destinations: () => senders.map((sender) => sender.health()),
  };
}

function createSenders(settings: ObserveSettings, outside: Outside, exporting: ExportDeps): DestinationSender[] {
  const names = exporting.destinations.map(({ name }) => name);
  void trimUnusedBuffers(exporting.bufferDirectory, names, settings.export, outside);
  return exporting.destinations.map((destination) =>
    createDestinationSender(destination, settings.export, outside, {
      fetch: exporting.fetch,
      directory: join(exporting.bufferDirectory, destination.name),
    }),
  );
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
    destinations: () => [],
  };
}
