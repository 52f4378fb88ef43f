import { pseudonymOf } from '../core/pseudonym.ts';
import { SpanStatusCode } from '@opentelemetry/api';
import type { Attributes, Span } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import type { SpanAttributes } from '../core/ports.ts';
import { redactText } from './redact.ts';

/** Values are cut here: a span is for finding and charting, whole inputs are artifacts. */
const maxLength = 8_000;

/** Without secrets and personal data; null and undefined values are left out. */
export function redactAttributes(values: SpanAttributes): Attributes {
  const result: Attributes = {};
  for (const [key, value] of Object.entries(values)) {
    if (value === null || value === undefined) continue;
    if (typeof value === 'string') result[key] = redactText(value).slice(0, maxLength);
    else if (Array.isArray(value)) result[key] = value.map((item) => redactText(item).slice(0, maxLength));
    else result[key] = value;
  }
  return result;
}

/** The same with a pseudonym in place of the user id, where there is a key. */
export function hideUser(attributes: Attributes, pseudonymKey: string | null): Attributes {
  const { user } = attributes;
  if (pseudonymKey === null || typeof user !== 'string') return attributes;
  return { ...attributes, user: pseudonymOf(pseudonymKey, user) };
}

/** Sets redacted attributes; an `error.type` among them makes the span an error, as the conventions want it. */
export function setAttributes(span: Span, attributes: Attributes): void {
  span.setAttributes(attributes);
  const errorType = attributes['error.type'];
  if (typeof errorType === 'string') span.setStatus({ code: SpanStatusCode.ERROR, message: errorType });
}

/** What is kept of a span: a run that does not say its outcome has that of its status. */
export function finishedAttributes(span: ReadableSpan): Attributes {
  if (span.parentSpanContext !== undefined || span.attributes['outcome'] !== undefined) return { ...span.attributes };
  return { ...span.attributes, outcome: span.status.code === SpanStatusCode.ERROR ? 'error' : 'ok' };
}
