import type { ExportRecord } from '../../src/core/dataset-export.ts';

export function sampleExport(changes: Partial<ExportRecord> = {}): ExportRecord {
  return {
    id: 'e1',
    teamId: 'T1',
    askedBy: 'U1',
    params: { dataset: 'smoke', format: 'jsonl', ratio: 0.8, seed: 7, filter: { minScore: 0.5 }, withNames: false },
    status: 'queued',
    place: null,
    trainCount: 0,
    validationCount: 0,
    skippedCount: 0,
    hiddenCount: 0,
    files: [],
    failure: null,
    createdAt: 100,
    finishedAt: null,
    expiresAt: 1000,
    ...changes,
  };
}
