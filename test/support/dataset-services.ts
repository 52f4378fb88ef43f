import type { DatasetStore } from '../../src/core/dataset.ts';
import type { Outside } from '../../src/core/outside.ts';
import type { FeedbackStore, NewJob, StoredSummary } from '../../src/core/ports.ts';
import { createCollector } from '../../src/datasets/collector.ts';
import { createDatasetDesk } from '../../src/datasets/desk.ts';
import { createExportDesk } from '../../src/datasets/export/export-desk.ts';
import { exportFormats } from '../../src/datasets/formats/index.ts';
import { DatasetSettings } from '../../src/datasets/settings.ts';
import { redactValue } from '../../src/observe/redact.ts';
import type { SlackDependencies } from '../../src/slack/slack-dependencies.ts';
import { memoryExports } from './memory-exports.ts';
import { memoryDatasets } from './memory-datasets.ts';

/** The real desk and collector over stores in memory; the overall score of a summary is the mean of its gates. */
export function datasetServices(
  summaries: ReadonlyMap<string, StoredSummary>,
  feedback: FeedbackStore,
  outside: Outside,
): Pick<SlackDependencies, 'findSummaries' | 'datasets' | 'collector' | 'exports'> & {
  store: DatasetStore;
  /** Jobs of exports. */
  enqueued: NewJob[];
} {
  const enqueued: NewJob[] = [];
  const store = memoryDatasets(outside);
  const all = (): StoredSummary[] => [...summaries.values()];
  return {
    store,
    enqueued,
    findSummaries: {
      byTrace: async (traceId) => all().find((summary) => summary.traceId === traceId) ?? null,
      ofThread: async (teamId, channelId, threadTs) =>
        all().filter(
          (summary) => summary.teamId === teamId && summary.channelId === channelId && summary.threadTs === threadTs,
        ),
    },
    exports: createExportDesk({
      formats: exportFormats,
      store,
      exports: memoryExports(),
      jobs: {
        enqueue: async (jobs) => ({
          duplicate: false,
          jobs: jobs.map((job) => (enqueued.push(job), { id: job.key, created: true })),
        }),
        cancelGroup: async () => ({ cancelled: 0, stopping: 0 }),
      },
      folder: '/nowhere',
      keptDays: 7,
      pseudonym: null,
      outside,
    }),
    datasets: createDatasetDesk({
      store,
      sync: () => Promise.resolve({ datasets: [], problems: [] }),
      redact: redactValue,
      outside,
    }),
    collector: createCollector({
      store,
      summaries: { get: async (id) => summaries.get(id) ?? null, changedSince: async () => all() },
      feedback,
      scoresOf: async ({ gates }) => ({ judges: [], scorers: gates.map(({ value }) => value) }),
      redact: redactValue,
      outside,
      settings: DatasetSettings.parse({}),
    }),
  };
}
