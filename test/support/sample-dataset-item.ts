import type { DatasetItem } from '../../src/core/dataset.ts';
import { sampleEvidence } from './sample-evidence.ts';

/** An active item with frozen evidence of a made-up page; `changes` replace whole fields. */
export function sampleDatasetItem(changes: Partial<DatasetItem> = {}): DatasetItem {
  const url = changes.url ?? 'https://heron.example/notes';
  return {
    id: 'heron-notes',
    url,
    slackText: `Worth a look: ${url}`,
    query: null,
    queryType: null,
    expectedTheme: null,
    referenceResponse: null,
    cluster: 'generic',
    tags: [],
    notes: null,
    evidence: sampleEvidence(['Heron keeps its index in memory.', 'A restart takes four seconds.'], { url }),
    score: null,
    traceId: null,
    channelId: null,
    status: 'active',
    addedBy: 'file',
    addedAt: 1_000,
    ...changes,
  };
}
