/** The composition root: the only file that introduces rooms to each other. */
import { isAbsolute, join } from 'node:path';
import type { Config, Settings } from './config.ts';
import type { Outside } from './core/outside.ts';
import type { LanguageModel, Retriever } from './core/ports.ts';
import { createHealth } from './health.ts';
import { createHttpApi } from './http/http-api.ts';
import type { HttpApiDeps } from './http/http-api.ts';
import { createRunFeed } from './http/run-feed.ts';
import type { RunFeed } from './http/run-feed.ts';
import type { HttpSettings } from './http/settings.ts';
import { createJobKinds } from './jobs.ts';
import { createLanguageModel } from './llm/client.ts';
import { redactText } from './observe/redact.ts';
import type { TraceSink } from './observe/trace-sink.ts';
import { createTracing } from './observe/tracing.ts';
import type { TracingService } from './observe/tracing.ts';
import { createIntake } from './pipeline/intake.ts';
import { createResummarizer, resummarizeJob } from './pipeline/resummarize.ts';
import type { StageDeps } from './pipeline/run-stages.ts';
import { createSummarizer } from './pipeline/summarize-link.ts';
import { readPromptFiles } from './prompts/read-prompt-files.ts';
import { createPromptRegistry } from './prompts/registry.ts';
import { createSafeFetcher } from './retrieval/fetch/safe-fetcher.ts';
import { createHtmlExtractor } from './retrieval/html/html-extractor.ts';
import { createRetriever } from './retrieval/retriever.ts';
import { createScheduler } from './scheduler.ts';
import { renderSummary } from './slack/blocks/summary-message.ts';
import { buildManifest } from './slack/manifest.ts';
import { createSlackApp } from './slack/slack-app.ts';
import type { SlackApp } from './slack/slack-app.ts';
import { parseDatabasePath } from './store/database-path.ts';
import { createJobRunner } from './store/job-runner.ts';
import { openStore } from './store/open-store.ts';
import type { Store } from './store/open-store.ts';
import { createWorkspaceStorage } from './store/workspace-storage.ts';
import { createThinking } from './thinking.ts';
import { createWorkspace } from './workspace/workspace.ts';
import type { WorkspaceAddress } from './workspace/workspace.ts';

export interface RunningApp {
  /** The local workspace, or null where Gloss is connected to Slack. */
  workspace: WorkspaceAddress | null;
  /** Of the HTTP API; null where it is off. */
  httpUrl: string | null;
  slack: SlackApp;
  store: Store;
  /** Lets running jobs finish, then closes everything; may be called again. */
  stop(): Promise<void>;
}

/** Whoever opens a thing pushes its closer; closed once, last first. */
type Closers = (() => Promise<unknown> | void)[];

async function closeAll(closers: Closers, outside: Outside): Promise<void> {
  for (const close of closers.splice(0).reverse()) {
    try {
      await close();
    } catch (error) {
      outside.log.error('a part did not stop cleanly', { error });
    }
  }
}

/** The part of the house between a URL and a checked draft: the same with and without Slack. */
export interface ReadingRoom {
  stages: StageDeps;
  retriever: Retriever & ReturnType<typeof createRetriever>;
  model: LanguageModel;
  tracing: TracingService;
  /** Starts the threads that read and think, so that the first link does not wait for their modules. */
  startThreads(): void;
}

/** @param closers gets what must be closed */
export async function createReadingRoom(
  config: Config,
  outside: Outside,
  store: Store,
  closers: Closers,
): Promise<ReadingRoom> {
  const { settings } = config;
  const sink: TraceSink = {
    insertSpans: (rows) => store.spans.insertSpans(rows),
    putArtifact: (traceId, name, content, at) => store.artifacts.put(traceId, name, content, at),
  };
  const tracing = createTracing(settings.observe, outside, sink, {
    destinations: config.destinations,
    fetch: globalThis.fetch,
    bufferDirectory: resolvePath(config.rootDirectory, settings.observe.export.bufferDirectory),
  });
  closers.push(() => tracing.close());
  const htmlExtractor = createHtmlExtractor(settings.retrieval.html, outside);
  closers.push(() => htmlExtractor.close());
  const fetcher = createSafeFetcher(settings.retrieval.fetch, outside);
  const thinking = createThinking(settings.thinking, outside);
  closers.push(() => thinking.close());
  const retriever = createRetriever(settings.retrieval, outside, {
    fetcher,
    htmlExtractor,
    buildEvidence: (content, frame, signal) => thinking.run('buildEvidence', [content, frame], signal),
  });
  const prompts = createPromptRegistry(store.prompts, outside);
  await prompts.sync(await readPromptFiles(join(config.rootDirectory, 'prompts')));
  const model = createLanguageModel(settings.llm, outside, {
    profiles: config.profiles,
    prices: config.prices,
    fetch: globalThis.fetch,
    extract: (task, input, signal) => thinking.run('runExtractiveTask', [task, input], signal),
    calls: store.modelCalls,
    activeSpan: () => tracing.activeSpan(),
    redact: redactText,
  });
  const stages: StageDeps = {
    settings: settings.pipeline,
    retriever,
    model,
    prompts,
    tracing,
    thinking: {
      vetEvidence: (evidence, signal) => thinking.run('vetEvidence', [evidence], signal),
      vetFacts: (answers, evidence, maxFacts, signal) =>
        thinking.run('vetFacts', [answers, evidence, maxFacts], signal),
      checkDraft: (input, signal) => thinking.run('checkDraft', [input], signal),
    },
    themes: config.projectContext.themes,
    outside,
  };
  const startThreads = (): void => {
    htmlExtractor.start();
    thinking.start();
  };
  return { stages, retriever, model, tracing, startThreads };
}

/** Starts everything; on a failure everything already started is stopped again. */
export async function startApp(config: Config, outside: Outside): Promise<RunningApp> {
  const closers: Closers = [];
  try {
    return await start(config, outside, closers);
  } catch (error) {
    await closeAll(closers, outside);
    throw error;
  }
}

async function start(given: Config, outside: Outside, closers: Closers): Promise<RunningApp> {
  const root = given.rootDirectory;
  const workspace = given.settings.slack.botToken === null ? await startWorkspace(given, outside, closers) : null;
  const config = workspace === null ? given : { ...given, settings: settingsForWorkspace(given.settings, workspace) };
  const { settings } = config;

  const store = await openStore(withRoot(settings.store, root), outside, {
    pseudonymKey: settings.observe.pseudonymKey,
  });
  closers.push(() => store.close());
  const runs = createRunFeed(settings.http.stream.bufferedRuns, outside.log);
  const reading = await createReadingRoom(config, outside, withRunFeed(store, runs), closers);
  const writer = reading.model.describe('stage_b');

  const slack: SlackApp = createSlackApp(settings.slack, outside, {
    intake: createIntake(settings.pipeline, store.jobs, outside),
    summaries: store.summaries,
    feedback: store.feedback,
    async resummarize(request) {
      const { jobs } = await store.jobs.enqueue([resummarizeJob(request)]);
      return { accepted: jobs[0]?.created ?? false };
    },
    heard: { get: () => store.marks.get('slack heard'), set: (at) => store.marks.set('slack heard', at) },
    health: () => health.report(),
    analytics: store.analytics,
    budgetLimits: { dailyUsd: settings.llm.dailyBudgetUsd, runUsd: settings.llm.runBudgetUsd },
    async home(person) {
      return {
        recent: await store.summaries.recentOf(person.teamId, person.userId, 10),
        settings: [
          { label: 'Writer', value: writer.provider === 'extractive' ? 'extractive, no model' : writer.model },
          { label: 'Themes', value: config.projectContext.themes.map((theme) => theme.name).join(', ') || 'none' },
        ],
        prompts: (await store.prompts.list()).flatMap(({ name, version, labels }) =>
          labels.map((label) => ({ name, label, version })),
        ),
      };
    },
    port: settings.port,
  });
  const summarizerDeps = {
    ...reading.stages,
    reply: slack.threadReply,
    summaries: store.summaries,
    renderMessage: renderSummary,
  };
  const runner = createJobRunner({
    queue: store.jobs,
    kinds: createJobKinds({
      summarizer: createSummarizer(summarizerDeps),
      resummarizer: createResummarizer(summarizerDeps),
      purge: () => store.purge(),
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
    dataDirectory: root,
  });

  // Before Slack, so that a port that is taken is known before anything is done.
  const httpUrl = await startHttpApi(settings.http, outside, closers, {
    analytics: store.analytics,
    runs,
    health: () => health.report(),
    jobCounts: () => store.jobs.counts(),
    droppedSpanCount: () => reading.tracing.droppedSpanCount(),
    pseudonymKey: settings.observe.pseudonymKey,
    // Somebody who only tries Gloss should not have to know about a second port.
    portsTried: workspace === null ? 1 : 20,
  });

  const scheduler = createScheduler(store.jobs, outside);
  // Jobs post through Slack, so they stop first and begin last.
  closers.push(() => runner.stop());
  await slack.start();
  closers.push(() => slack.stop());
  runner.start();
  reading.startThreads();
  scheduler.start();
  closers.push(() => scheduler.stop());
  return { workspace, httpUrl, slack, store, stop: () => closeAll(closers, outside) };
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
      insertSpans(rows) {
        store.spans.insertSpans(rows);
        runs.publish(rows);
      },
    },
  };
}

async function startWorkspace(config: Config, outside: Outside, closers: Closers): Promise<WorkspaceAddress> {
  const { settings, rootDirectory } = config;
  const storage = createWorkspaceStorage(resolvePath(rootDirectory, settings.workspace.databaseFile));
  closers.push(() => storage.close());
  const manifest = buildManifest({ ...settings.slack, mode: 'socket' });
  const workspace = createWorkspace(settings.workspace, outside, {
    storage,
    app: {
      name: manifest.display_information.name,
      commands: manifest.features.slash_commands.map(({ command, description, usage_hint }) => ({
        command,
        description,
        usageHint: usage_hint ?? '',
      })),
      messageShortcuts: manifest.features.shortcuts.flatMap(({ name, type, callback_id }) =>
        type === 'message' ? [{ name, callbackId: callback_id }] : [],
      ),
      globalShortcuts: manifest.features.shortcuts.flatMap(({ name, type, callback_id }) =>
        type === 'global' ? [{ name, callbackId: callback_id }] : [],
      ),
      scopes: manifest.oauth_config.scopes.bot,
      events: manifest.settings.event_subscriptions.bot_events,
    },
  });
  const address = await workspace.start();
  closers.push(() => workspace.stop());
  return address;
}

/** Only the tokens, the address, the admin and the sample pages' origin differ from a real Slack. */
function settingsForWorkspace(settings: Settings, workspace: WorkspaceAddress): Settings {
  const { fetch } = settings.retrieval;
  return {
    ...settings,
    slack: {
      ...settings.slack,
      botToken: workspace.botToken,
      appToken: workspace.appToken,
      signingSecret: workspace.signingSecret,
      apiUrl: workspace.apiUrl,
      adminUserIds: settings.slack.adminUserIds.length > 0 ? settings.slack.adminUserIds : [workspace.adminUserId],
    },
    retrieval: { ...settings.retrieval, fetch: { ...fetch, allow: [...fetch.allow, `127.0.0.1:${workspace.port}`] } },
  };
}

function withRoot(settings: Settings['store'], root: string): Settings['store'] {
  return {
    ...settings,
    databaseUrl: resolvePath(root, parseDatabasePath(settings.databaseUrl)),
    tracesFile: resolvePath(root, settings.tracesFile),
  };
}

function resolvePath(root: string, path: string): string {
  return isAbsolute(path) || path === ':memory:' ? path : join(root, path);
}
