/** What every span of a trace carries: destinations show a span by its own attributes and do not look at its parents. */
import { createContextKey } from '@opentelemetry/api';
import type { Attributes, Context } from '@opentelemetry/api';
import type { SpanAttributes, TraceIdentity } from '../core/ports.ts';

/** Attributes of a root that its descendants get too, by our names. */
const inherited = ['trace_name', 'user', 'channel', 'thread', 'job_id', 'tags', 'purpose'] as const;

const key = createContextKey('gloss.trace');

/** What the spans of the trace that `context` is in share; the object grows as the root learns more. */
export function sharedAttributesOf(context: Context): Attributes {
  return (context.getValue(key) as Attributes | undefined) ?? {};
}

/** A context for the descendants of a new root. */
export function withSharedAttributes(context: Context, shared: Attributes): Context {
  return context.setValue(key, shared);
}

/** The part of a root's attributes that its descendants get. */
export function pickShared(attributes: Attributes): Attributes {
  const shared: Attributes = {};
  for (const name of inherited) {
    const value = attributes[name];
    if (value !== undefined) shared[name] = value;
  }
  return shared;
}

/** @param name of the root span */
export function identityAttributes(name: string, identity: TraceIdentity = {}): SpanAttributes {
  const { userId, sessionId, tags = [] } = identity;
  return {
    trace_name: identity.name ?? name,
    ...(userId === undefined ? {} : { user: userId }),
    ...(sessionId === undefined ? {} : { thread: sessionId }),
    ...(tags.length === 0 ? {} : { tags: [...tags] }),
  };
}
