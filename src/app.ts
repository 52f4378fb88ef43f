/** The composition root: the only file that introduces rooms to each other. */
import { createBaselineRoom } from './wiring/baseline-room.ts';
import { canarySchedule, createCanary } from './wiring/canary.ts';
import { closeAll, type Closers } from './wiring/closers.ts';
import type { Config } from './config.ts';
import type { Outside } from './core/outside.ts';
import { collectSchedule, createDatasetRoom, expireSchedule } from './wiring/dataset-room.ts';
import { createEvalRoom } from './wiring/eval-room.ts';
import { createHealth } from './health.ts';
import { createInstallRoom } from './wiring/install-room.ts';
import { heardMarks } from './wiring/heard-marks.ts';
import type { Host } from './host.ts';
import { createHttpApi } from './http/http-api.ts';
import type { HttpApiDeps } from './http/http-api.ts';
import { createRunFeed } from './http/run-feed.ts';
import type { RunFeed } from './http/run-feed.ts';
import type { HttpSettings } from './http/settings.ts';
import { createJobKinds, purgeSchedule } from './jobs.ts';
import { settingsForWorkspace, startWorkspace } from './wiring/local-workspace.ts';
import { createLimitRoom, foldersOf } from './wiring/limit-room.ts';
import { createMonitorRoom } from './wiring/monitor-room.ts';
import { nextSchedules } from './wiring/next-schedules.ts';
import { createIntake } from './pipeline/intake.ts';
import { createResummarizer, resummarizeJob } from './pipeline/resummarize.ts';
import { createPromptTrial, tryPromptJob } from './pipeline/try-prompt.ts';
import { createSummarizer } from './pipeline/summarize-link.ts';
import { createDigester, readDigest } from './pipeline/digest/post-digest.ts';
import { askQuestion, createAnswerer, digestSchedules } from './wiring/library-room.ts';
import { createReadingRoom } from './wiring/reading-room.ts';
import { createScoreRoom } from './wiring/score-room.ts';
import { shareRuns } from './wiring/share-runs.ts';
import { storeSettings } from './wiring/store-settings.ts';
import { createScheduler } from './scheduler.ts';
import { createSentimentRoom } from './wiring/sentiment-room.ts';
import { renderSummary } from './slack/blocks/summary-message.ts';
import { isLocal } from './slack/settings.ts';
import { createSlackApp } from './slack/slack-app.ts';
import type { SlackApp } from './slack/slack-app.ts';
import { createJobRunner } from './store/job-runner.ts';
import { isPostgresUrl } from './store/database-path.ts';
import { openStore } from './store/open-store.ts';
import type { Store } from './store/open-store.ts';
import { createPurge } from './wiring/purge-teams.ts';
import { createWatch } from './wiring/alert-room.ts';
import type { WorkspaceAddress } from './workspace/workspace.ts';

export interface RunningApp {
  /** The local workspace, or null where Gloss is connected to Slack. */
  workspace: WorkspaceAddress | null;
  /** Of the HTTP API; null where it is off. */
  httpUrl: string | null;
  slack: SlackApp;
  store: Store;
  /** Decides every schedule that is due, as it happens each minute; for whoever holds the clock. */
  tick(): Promise<void>;
  /** Lets running jobs finish, then closes everything; may be called again. */
  stop(): Promise<void>;
}

/** How long one part may take to stop, besides what running jobs are given. */
const partGraceMs = 10_000;

/** Starts everything; on a failure everything already started is stopped again. */
export async function startApp(config: Config, outside: Outside, host: Host): Promise<RunningApp> {
  const closers: Closers = [];
  try {
    return await start(config, outside, host, closers);
  } catch (error) {
    await closeAll(closers, outside, config.settings.stopMs);
    throw error;
  }
}

async function start(given: Config, outside: Outside, host: Host, closers: Closers): Promise<RunningApp> {
  const workspace = isLocal(given.settings.slack) ? await startWorkspace(given, outside, closers) : null;
  const config = workspace === null ? given : { ...given, settings: settingsForWorkspace(given.settings, workspace) };
  const { settings } = config;

  const files = storeSettings(config);
  const store = await openStore(files, outside, {
    pseudonymKey: settings.observe.pseudonymKey,
  });
  closers.push(() => store.close());
  const guards = createLimitRoom(settings.limits, outside, store, host, {
    folders: foldersOf([files.tracesFile, ...(isPostgresUrl(files.databaseUrl) ? [] : [files.databaseUrl])]),
    runner: () => runner,
    slack: () => slack,
  });
  const { limits } = guards;
  const scheduler = createScheduler({ store: store.schedules, jobs: store.jobs, outside });
  scheduler.register(purgeSchedule);
  const installing = await createInstallRoom(config, outside, store);
  scheduler.registerSource(() => digestSchedules(store.channelSettings, installing));
  const datasets = await createDatasetRoom(config, outside, store);
  scheduler.register(collectSchedule);
  scheduler.register(expireSchedule);
  const runs = createRunFeed(settings.http.stream.bufferedRuns, outside.log);
  shareRuns(runs, store.news);
  const scores = createScoreRoom(config, outside, store, closers);
  const reading = await createReadingRoom(
    config,
    outside,
    scores.withScores(withRunFeed(guards.sparing(store), runs)),
    closers,
  );
  const evals = createEvalRoom(config, outside, store, reading);
  const { baselines, promotions, judgeEnded } = createBaselineRoom(config, outside, store, {
    evals: evals.deps,
    labels: reading.prompts.desk.labels,
    thinking: reading.thinking,
  });
  const writer = reading.model.describe('stage_b');
  const watch = createWatch(config, outside, store, () => slack.figuresChanged());
  const { langfuse } = reading.prompts;
  const sentiment = createSentimentRoom(config, outside, store, reading);

  const monitors = createMonitorRoom(config, outside, { store, reading, scheduler, slack: () => slack });

  const slack: SlackApp = createSlackApp(settings.slack, outside, {
    intake: createIntake(settings.pipeline, store.jobs, store.channelSettings, limits, outside),
    summaries: store.summaries,
    findSummaries: store.summaries,
    feedback: scores.feedback,
    library: store.library,
    channelSettings: store.channelSettings,
    ideas: store.ideas,
    digest: (channel, toMs) => readDigest(store.library, channel, toMs),
    followUps: store.followUps,
    ask: (question) => askQuestion(store.jobs, limits, question),
    limits,
    heardReply: (reply) => sentiment.heard(reply),
    async resummarize(request) {
      const { jobs } = await store.jobs.enqueue([resummarizeJob(request)]);
      return { accepted: jobs[0]?.created ?? false };
    },
    presses: store.presses,
    installing,
    news: store.news,
    heard: heardMarks(store.marks, settings.slack.botToken !== null),
    health: () => health.report(),
    analytics: store.analytics,
    budgetLimits: { dailyUsd: settings.llm.dailyBudgetUsd, runUsd: settings.llm.runBudgetUsd },
    audit: store.audit,
    evals: evals.desk,
    baselines,
    promotions,
    alerts: watch.alerts,
    alertPlaces: settings.alerts,
    prompts: reading.prompts.desk,
    monitors: monitors.desk,
    promptSplits: reading.prompts.splits,
    promptTrials: { start: async (trial) => void (await store.jobs.enqueue([tryPromptJob(trial)])) },
    datasets: datasets.desk,
    exports: datasets.exports,
    collector: datasets.collector,
    answerCollector: datasets.answerCollector,
    async home(person) {
      return {
        recent: await store.summaries.recentOf(person.teamId, person.userId, 10),
        settings: [
          { label: 'Writer', value: writer.provider === 'extractive' ? 'extractive, no model' : writer.model },
          { label: 'Themes', value: config.projectContext.themes.map((theme) => theme.name).join(', ') || 'none' },
        ],
        prompts: await reading.prompts.desk.standing(),
        schedules: await nextSchedules(scheduler, person.teamId),
      };
    },
    port: settings.port,
    download: globalThis.fetch,
  });
  watch.connect(slack.alertChannel);
  const canary = canarySchedule(settings);
  if (canary) scheduler.register(canary);
  const summarizerDeps = {
    ...reading.stages,
    reply: slack.threadReply,
    findEarlier: slack.findEarlier,
    splits: reading.prompts.splits,
    summaries: sentiment.withPages(store.summaries),
    renderMessage: renderSummary,
  };
  let isStopping = false;
  const runner = createJobRunner({
    queue: store.jobs,
    kinds: createJobKinds({
      summarizer: createSummarizer(summarizerDeps),
      resummarizer: createResummarizer(summarizerDeps),
      trial: createPromptTrial({ ...reading.stages, board: slack.trialBoard }),
      langfuse: langfuse?.jobKind(slack) ?? null,
      answerer: createAnswerer(reading, slack, store),
      digest: createDigester({ library: store.library, tracing: reading.tracing, post: slack.postDigest }),
      purge: createPurge(settings.slack.uninstalledDays, { store, datasets: datasets.desk, outside }),
      runMonitor: monitors.jobKind,
      evalRun: evals.jobKind(slack.evalBoard, judgeEnded),
      alertDeliverer: watch.deliverer,
      canary: createCanary(settings, outside, { stages: reading.stages, runs: store.canaryRuns }),
      further: [...datasets.jobKinds(slack.exportBoard), ...sentiment.jobKinds],
    }),
    settings: settings.store.jobs,
    outside,
  });
  const health = createHealth({
    store,
    runner,
    slack,
    model: reading.model,
    tracing: reading.tracing,
    langfuse,
    scores,
    alerts: settings.alerts.enabled ? watch.alerts : null,
    scheduler,
    isStopping: () => isStopping,
    clock: outside.clock,
    guards,
  });

  // Before Slack, so that a port that is taken is known before anything is done.
  const httpUrl = await startHttpApi(settings.http, outside, closers, {
    analytics: store.analytics,
    alerts: store.alerts,
    runs,
    health: () => health.report(),
    jobCounts: () => store.jobs.counts(),
    droppedSpanCount: () => reading.tracing.droppedSpanCount(),
    pseudonymKey: settings.observe.pseudonymKey,
    async recordRefusal(refused) {
      const teamId = (await slack.homeTeam()) ?? '';
      const row = { teamId, actorId: 'http', action: 'http.request', before: null, reason: null } as const;
      await store.audit.record({ ...row, ...refused, outcome: 'refused' });
    },
    receivers: langfuse?.receiver ? [langfuse.receiver] : [],
    // Somebody who only tries Gloss should not have to know about a second port.
    portsTried: workspace === null ? 1 : 20,
  });

  await slack.start();
  // Jobs post through Slack, so they stop first and begin last.
  closers.push(
    () => slack.stop(),
    () => runner.stop(),
  );
  runner.start();
  reading.startThreads();
  scheduler.start();
  watch.start();
  guards.start();
  closers.push(() => guards.stop());
  closers.push(() => watch.stop());
  closers.push(() => scheduler.stop());
  return {
    workspace,
    httpUrl,
    slack,
    store,
    tick: () => scheduler.tick(),
    stop() {
      isStopping = true;
      slack.refuseNew();
      return closeAll(closers, outside, settings.store.jobs.drainMs + partGraceMs);
    },
  };
}

/** @returns its address, or null where it is off */
async function startHttpApi(
  settings: HttpSettings,
  outside: Outside,
  closers: Closers,
  deps: HttpApiDeps,
): Promise<string | null> {
  if (!settings.enabled) return null;
  const api = createHttpApi(settings, outside, deps);
  const { url } = await api.start();
  closers.push(() => api.stop());
  return url;
}

/** The same store, which also tells of the runs that end. */
function withRunFeed(store: Store, runs: RunFeed): Store {
  return {
    ...store,
    spans: {
      ...store.spans,
      async insertSpans(rows) {
        await store.spans.insertSpans(rows);
        runs.publish(rows);
      },
    },
  };
}
