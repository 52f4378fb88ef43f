import { createAlertStore } from './alerts/alert-store.ts';
import { createCanaryRunStore } from './alerts/canary-runs.ts';
import { createAnalytics } from './analytics.ts';
import { createAuditLog } from './audit.ts';
import { createExportStore } from './datasets/export-store.ts';
import { createDatasetStore } from './datasets/dataset-store.ts';
import { createBaselineStore } from './baselines/baseline-store.ts';
import { createFeedbackStore } from './feedback.ts';
import { createChannelSettingsStore } from './channel-settings/channel-settings-store.ts';
import { createFollowUpStore } from './follow-ups/follow-up-store.ts';
import { createIdeaStore } from './ideas/idea-store.ts';
import { createInstallationStore } from './installations/installation-store.ts';
import { createTeamData } from './installations/team-data.ts';
import { createLinkLibrary } from './library/link-library.ts';
import { createMarkRepository } from './marks.ts';
import { createModelCallStore } from './model-calls.ts';
import { createQueueLoadStore } from './limits/queue-load-store.ts';
import { createRateLimitStore } from './limits/rate-limit-store.ts';
import { createPressStore } from './presses.ts';
import { createPromptRemoteStore } from './prompt-remotes.ts';
import { createPromptSplitStore } from './prompt-splits.ts';
import { createPromptRepository } from './prompts.ts';
import { createMonitorOutbox } from './monitors/monitor-outbox.ts';
import { createMonitorRunStore } from './monitors/monitor-runs.ts';
import { createScoredItemStore } from './monitors/scored-items.ts';
import { createScheduleStore } from './schedules/schedule-store.ts';
import { createScoreOutbox } from './scores/score-outbox.ts';
import { createScoreStore } from './scores/score-store.ts';
import { createArtifactRepository } from './artifacts.ts';
import { createEvalAnswerStore } from './evals/eval-answer-store.ts';
import { createEvalRunStore } from './evals/eval-run-store.ts';
import type { News } from '../core/news.ts';
import type { Outside } from '../core/outside.ts';
import type { JobQueue } from './job-queue.ts';
import type { LinkWriter } from './library/link-writer.ts';
import type { Store, StoreOptions } from './open-store.ts';
import { purgeCutoffs } from './purge-cutoffs.ts';
import type { PurgeCutoffs } from './purge-cutoffs.ts';
import type { PurgedFiles } from './purge-thread.ts';
import type { RunQuery } from './read-queries.ts';
import { dayMs } from './rollups.ts';
import type { MainSchema, TracesSchema } from './schema.ts';
import type { TextSealer } from './sealed-text.ts';
import type { StoreSettings } from './settings.ts';
import { createSpanRepository } from './spans.ts';
import type { Database } from './database.ts';
import { createSummaryStore } from './summaries.ts';

/** What the two databases do each in their own way. */
export interface StoreParts {
  main: Database<MainSchema>;
  traces: Database<TracesSchema>;
  jobs: JobQueue;
  sealer: TextSealer;
  news: News;
  putLink: LinkWriter;
  /** Runs what scans, off the event loop. */
  run: RunQuery;
  purge(cutoffs: PurgeCutoffs): Promise<PurgedFiles>;
  close(): Promise<void>;
}

/** @param parts of which `close` ends everything */
export function assembleStore(
  parts: StoreParts,
  settings: StoreSettings,
  outside: Outside,
  { pseudonymKey = null }: StoreOptions,
): Store {
  const { main, traces, jobs, sealer, run } = parts;
  const rateLimits = createRateLimitStore(main);
  const evalRuns = createEvalRunStore(main, sealer);
  const evalAnswers = createEvalAnswerStore(main, sealer, outside.clock);
  const artifacts = createArtifactRepository(traces, sealer);
  const summaries = createSummaryStore(main, sealer, parts.putLink);
  return {
    jobs,
    summaries,
    channelSettings: createChannelSettingsStore(main),
    ideas: createIdeaStore(main, sealer),
    followUps: createFollowUpStore(main, sealer),
    library: createLinkLibrary(main, { sealer, summaryOf: (id) => summaries.get(id), run, artifacts }),
    feedback: createFeedbackStore(main, sealer),
    prompts: createPromptRepository(main),
    promptRemotes: createPromptRemoteStore(main),
    queueLoad: createQueueLoadStore(main),
    rateLimits,
    presses: createPressStore(main),
    news: parts.news,
    installations: createInstallationStore(main, sealer),
    teamData: createTeamData(main, traces),
    promptSplits: createPromptSplitStore(main),
    modelCalls: createModelCallStore(main),
    marks: createMarkRepository(main),
    audit: createAuditLog(main, outside),
    alerts: createAlertStore(main),
    canaryRuns: createCanaryRunStore(main),
    datasets: createDatasetStore(main, sealer, outside),
    exports: createExportStore(main),
    evalRuns,
    evalAnswers,
    baselines: createBaselineStore(main),
    scores: createScoreStore(main),
    scoreOutbox: createScoreOutbox(main),
    schedules: createScheduleStore(main),
    monitors: {
      scored: createScoredItemStore(main),
      outbox: createMonitorOutbox(main),
      runs: createMonitorRunStore(main),
    },
    spans: createSpanRepository(traces),
    artifacts,
    analytics: createAnalytics({ run, artifacts, outside, pseudonymKey }),
    async purge() {
      const now = outside.clock.now();
      const cutoffs = purgeCutoffs(settings, now);
      const removedAnswers = await evalAnswers.purge(cutoffs.main.inputsMs);
      await evalRuns.purgePlanned(now - dayMs);
      await rateLimits.forget(now);
      const purged = { ...(await jobs.purge()), ...(await parts.purge(cutoffs)), evalAnswers: removedAnswers };
      outside.log.info('old records removed', { ...purged });
      return purged;
    },
    close: () => parts.close(),
  };
}
