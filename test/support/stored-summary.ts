import type { StoredSummary } from '../../src/core/ports.ts';

/** A summary with little in it. */
export function storedSummary(more: Partial<StoredSummary> = {}): StoredSummary {
  return {
    id: 's1',
    jobId: 'j1',
    teamId: 'T1',
    channelId: 'C1',
    messageTs: '1700000000.000100',
    threadTs: '1700000000.000100',
    replyTs: null,
    url: 'https://example.com/a?utm_source=x',
    canonicalUrl: 'https://example.com/a',
    requestedBy: 'U1',
    revision: 1,
    createdAt: 100,
    updatedAt: 100,
    outcome: 'summarized',
    evidence: null,
    factSheet: null,
    draft: null,
    gates: [{ id: 'schema', value: 1, passed: true, reason: 'It fits.' }],
    rewriteCount: 0,
    failure: null,
    length: 'normal',
    costUsd: 0.0123,
    durationMs: 812.5,
    traceId: 'a'.repeat(32),
    ...more,
  };
}
