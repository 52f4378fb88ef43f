import { expect, test } from 'vitest';
import type { TraceDetail } from '../../src/core/analytics.ts';
import { compareTraces } from '../../src/core/compare-traces.ts';

const traceWith = (attributes: Record<string, unknown>): TraceDetail => ({
  summary: null,
  traceId: 'a'.repeat(32),
  startMs: 0,
  durationMs: 1,
  spans: [
    {
      spanId: 'b'.repeat(16),
      parentSpanId: null,
      name: 'run',
      kind: 'CHAIN',
      depth: 0,
      offsetMs: 0,
      durationMs: 1,
      status: 'ok',
      errorType: null,
      costUsd: null,
      attributes,
    },
  ],
  artifacts: [],
});

test('an attribute that only one trace has is nothing in the other, whatever it is called', () => {
  const names = ['valueOf', 'constructor', 'toString', 'model'];
  const a = traceWith({});
  const b = traceWith(Object.fromEntries(names.map((name) => [name, 'x'])));
  expect(compareTraces(a, b).differences).toEqual(names.map((name) => ({ name: `run ${name}`, a: null, b: 'x' })));
});
