import type { SpanAttributes, SpanKind, Tracing } from '../../src/core/ports.ts';
import { toAppError } from '../../src/core/errors.ts';
import { AsyncLocalStorage } from 'node:async_hooks';

export interface MemorySpan {
  name: string;
  kind: SpanKind;
  parent: string | null;
  seed: string | null;
  attributes: SpanAttributes;
  errorCode: string | null;
}

export interface MemoryTracing extends Tracing {
  /** In the order in which they began. */
  spans: MemorySpan[];
  artifacts: Map<string, string>;
  named(name: string): MemorySpan[];
}

/** Keeps spans and artifacts for a test to look at. */
export function createMemoryTracing(): MemoryTracing {
  const spans: MemorySpan[] = [];
  const artifacts = new Map<string, string>();
  const active = new AsyncLocalStorage<MemorySpan>();
  return {
    spans,
    artifacts,
    named: (name) => spans.filter((span) => span.name === name),
    async span(name, { kind, attributes = {}, traceSeed }, body) {
      const parent = traceSeed === undefined ? (active.getStore()?.name ?? null) : null;
      const span: MemorySpan = {
        name,
        kind,
        parent,
        seed: traceSeed ?? null,
        attributes: { ...attributes },
        errorCode: null,
      };
      spans.push(span);
      try {
        return await active.run(span, () =>
          body({
            traceId: 'trace-1',
            spanId: `span-${spans.length}`,
            set: (more) => void Object.assign(span.attributes, more),
          }),
        );
      } catch (thrown) {
        span.errorCode = toAppError(thrown).code;
        throw thrown;
      }
    },
    artifact(_traceId, name, content) {
      artifacts.set(name, content);
      return Promise.resolve();
    },
  };
}
