import type { DatasetItem } from '../core/dataset.ts';

/** A dataset item of something that happened in production, before anything is known of it. */
export function blankItem(id: string, happenedAt: number): DatasetItem {
  return {
    id: id.replace(/[^A-Za-z0-9_.-]/g, '-').slice(0, 80),
    channelId: null,
    url: '',
    slackText: '',
    query: null,
    queryType: null,
    expectedTheme: null,
    referenceResponse: null,
    cluster: null,
    tags: [],
    notes: null,
    evidence: null,
    score: null,
    traceId: null,
    status: 'active',
    addedBy: 'monitor',
    addedAt: happenedAt,
  };
}
