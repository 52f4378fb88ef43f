import type { DatasetStore } from '../../src/core/dataset.ts';
import type { Outside } from '../../src/core/outside.ts';
import type { FeedbackStore, StoredSummary } from '../../src/core/ports.ts';
import { createCollector } from '../../src/datasets/collector.ts';
import { createDatasetDesk } from '../../src/datasets/desk.ts';
import { DatasetSettings } from '../../src/datasets/settings.ts';
import { redactValue } from '../../src/observe/redact.ts';
import type { SlackDependencies } from '../../src/slack/slack-dependencies.ts';
import { memoryDatasets } from './memory-datasets.ts';

/** The real desk and collector over stores in memory; the overall score of a summary is the mean of its gates. */
export function datasetServices(
  summaries: ReadonlyMap<string, StoredSummary>,
  feedback: FeedbackStore,
  outside: Outside,
): Pick<SlackDependencies, 'findSummaries' | 'datasets' | 'collector'> & { store: DatasetStore } {
  const store = memoryDatasets(outside);
  const all = (): StoredSummary[] => [...summaries.values()];
  return {
    store,
    findSummaries: {
      byTrace: async (traceId) => all().find((summary) => summary.traceId === traceId) ?? null,
      ofThread: async (teamId, channelId, threadTs) =>
        all().filter(
          (summary) => summary.teamId === teamId && summary.channelId === channelId && summary.threadTs === threadTs,
        ),
    },
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
