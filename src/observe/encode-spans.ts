import { SpanKind as WireKind } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import type { SpanKind } from '../core/ports.ts';
import { toWireAttributes } from './attribute-dialects.ts';
import { finishedAttributes } from './span-attributes.ts';

/** One request body: an OTLP ExportTraceServiceRequest in protobuf. */
export interface EncodedSpans {
  bytes: Uint8Array;
  spanCount: number;
}

/** Collectors refuse larger bodies: Langfuse takes some 4 MB, the OpenTelemetry collector 20 MB. */
const maxBodyBytes = 2_000_000;

/** @param resource what the spans are of; the same for all of them */
export function encodeSpans(spans: readonly ReadableSpan[], resource: Attributes): EncodedSpans[] {
  const shared = createResource(resource);
  return encode(spans.map((span) => toWireSpan(span, shared)));
}

function encode(spans: ReadableSpan[]): EncodedSpans[] {
  if (spans.length === 0) return [];
  const bytes = ProtobufTraceSerializer.serializeRequest(spans);
  if (bytes === undefined) throw new Error('The spans could not be serialised.');
  if (bytes.length <= maxBodyBytes || spans.length === 1) return [{ bytes, spanCount: spans.length }];
  const half = Math.ceil(spans.length / 2);
  return [...encode(spans.slice(0, half)), ...encode(spans.slice(half))];
}

export function spanKindOf(attributes: Attributes): SpanKind {
  const kind = attributes['gloss.kind'];
  return kind === 'LLM' || kind === 'RETRIEVER' || kind === 'TOOL' || kind === 'EVALUATOR' ? kind : 'CHAIN';
}

function toWireSpan(span: ReadableSpan, resource: ReadableSpan['resource']): ReadableSpan {
  const kind = spanKindOf(span.attributes);
  const attributes = finishedAttributes(span);
  const { name, status, startTime, endTime, duration, ended, links, events, instrumentationScope } = span;
  const { droppedAttributesCount, droppedEventsCount, droppedLinksCount, parentSpanContext } = span;
  return {
    name,
    // The conventions call a question to a model or an index a client's call.
    kind: kind === 'LLM' || kind === 'RETRIEVER' ? WireKind.CLIENT : WireKind.INTERNAL,
    spanContext: () => span.spanContext(),
    ...(parentSpanContext === undefined ? {} : { parentSpanContext }),
    startTime,
    endTime,
    status,
    attributes: toWireAttributes({ name, kind, isRoot: parentSpanContext === undefined, attributes }),
    links,
    events,
    duration,
    ended,
    resource,
    instrumentationScope,
    droppedAttributesCount,
    droppedEventsCount,
    droppedLinksCount,
  };
}

/** The serialiser reads the attributes alone; the SDK's own resources also merge and detect, which nothing here does. */
function createResource(attributes: Attributes): ReadableSpan['resource'] {
  const resource: ReadableSpan['resource'] = {
    attributes,
    merge: () => resource,
    getRawAttributes: () => Object.entries(attributes),
  };
  return resource;
}
