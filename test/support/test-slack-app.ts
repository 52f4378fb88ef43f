import type { App, Receiver } from '@slack/bolt';
import type { AuditEntry } from '../../src/core/audit.ts';
import type { DatasetStore } from '../../src/core/dataset.ts';
import type { FeedbackStore, NewJob, StoredSummary, VoteReason } from '../../src/core/ports.ts';
import type { DeletedMessage, EditedLinks, IntakeOutcome, PostedLinks } from '../../src/core/intake.ts';
import { SlackSettings } from '../../src/slack/settings.ts';
import { createSlackApp, type SlackApp } from '../../src/slack/slack-app.ts';
import { datasetServices } from './dataset-services.ts';
import type { AskedQuestion, ResummarizeRequest, SlackDependencies } from '../../src/slack/slack-dependencies.ts';
import { createMemoryPromptDesk } from './memory-prompt-desk.ts';
import type { ReplySentimentPayload } from '../../src/pipeline/sentiment/sentiment-sensor.ts';
import type { TrialPayload } from '../../src/pipeline/try-prompt.ts';
import { noAlerts } from './no-alerts.ts';
import { memoryAudit } from './memory-audit.ts';
import { noNews } from '../../src/core/news.ts';
import { memoryPresses } from './memory-presses.ts';
import { emptyMonitorDesk } from './empty-monitor-desk.ts';
import { emptyFollowUps, emptyLibrary, noIdeas } from './empty-library.ts';
import { openChannels } from './open-channels.ts';
import { memoryAnalytics, type MemoryAnalytics } from './memory-analytics.ts';
import { noBaselines, noPromotions } from './no-baselines.ts';
import { noEvals } from './no-evals.ts';
import { noLimits } from './no-limits.ts';
import { type SlackServer, startSlackServer } from './slack-server.ts';
import { createTestOutside, type TestOutside } from './test-outside.ts';

export interface Delivery {
  acked: boolean;
  error: unknown;
  /** What the acknowledgement carried. */
  answer?: unknown;
}

/** Hands payloads to Bolt as a receiver does, and tells whether they were acknowledged. */
export interface TestReceiver extends Receiver {
  deliver(body: object, onAck?: () => void): Promise<Delivery>;
}

export function createTestReceiver(): TestReceiver {
  let app: App | null = null;
  return {
    init(given) {
      app = given;
    },
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    async deliver(body, onAck) {
      const delivery: Delivery = { acked: false, error: null };
      try {
        await app?.processEvent({
          body,
          ack: (answer: unknown) => {
            delivery.acked = true;
            delivery.answer = answer;
            onAck?.();
            return Promise.resolve();
          },
        });
      } catch (error) {
        delivery.error = error;
      }
      return delivery;
    },
  };
}

/** Keeps one vote a person, as the real store does. */
export function memoryFeedback(): FeedbackStore {
  const votes = new Map<string, 'up' | 'down'>();
  const reasons: VoteReason[] = [];
  const counts = (summaryId: string) => {
    const mine = [...votes].filter(([key]) => key.startsWith(`${summaryId}/`)).map(([, value]) => value);
    return { up: mine.filter((value) => value === 'up').length, down: mine.filter((value) => value === 'down').length };
  };
  return {
    vote(summaryId, userId, value) {
      const key = `${summaryId}/${userId}`;
      if (votes.get(key) === value) votes.delete(key);
      else votes.set(key, value);
      return Promise.resolve({ ...counts(summaryId), mine: votes.get(key) ?? null });
    },
    counts: (summaryId) => Promise.resolve(counts(summaryId)),
    mine: (summaryId, userId) => Promise.resolve(votes.get(`${summaryId}/${userId}`) ?? null),
    explain: (reason) => {
      const isDown = votes.get(`${reason.summaryId}/${reason.userId}`) === 'down';
      if (isDown) reasons.push(reason);
      return Promise.resolve(isDown);
    },
    reasons: (summaryId) => Promise.resolve(reasons.filter((reason) => reason.summaryId === summaryId)),
  };
}

export interface TestSlackApp {
  app: SlackApp;
  server: SlackServer;
  receiver: TestReceiver;
  outside: TestOutside;
  /** What intake was given, in order. */
  taken: { posted: PostedLinks[]; edited: EditedLinks[]; deleted: DeletedMessage[] };
  summaries: Map<string, StoredSummary>;
  datasets: DatasetStore;
  /** Jobs of exports, in order. */
  exportJobs: readonly NewJob[];
  feedback: FeedbackStore;
  asked: ResummarizeRequest[];
  /** Trials of prompts that were started. */
  trials: TrialPayload[];
  /** What people said under summaries. */
  heard: ReplySentimentPayload[];
  /** Questions about pages, in order. */
  questions: AskedQuestion[];
  analytics: MemoryAnalytics;
  /** What was written to the audit log, in order. */
  audited: AuditEntry[];
  /** Ephemeral answers, as text. */
  told(): string[];
  [Symbol.asyncDispose](): Promise<void>;
}

export const noSplits: SlackDependencies['promptSplits'] = {
  start: () => Promise.reject(new Error('not in this test')),
  stop: () => Promise.reject(new Error('not in this test')),
  report: () => Promise.reject(new Error('not in this test')),
  running: () => Promise.resolve([]),
};

/** The real app over real Bolt and the real Web API client, with a loopback Slack and recorded collaborators. */
export async function startTestSlackApp(
  changes: {
    settings?: Partial<SlackSettings>;
    deps?: Partial<SlackDependencies>;
    server?: SlackServer;
    receiver?: 'socket';
  } = {},
): Promise<TestSlackApp> {
  const server = changes.server ?? (await startSlackServer());
  const outside = createTestOutside();
  const receiver = createTestReceiver();
  const taken: TestSlackApp['taken'] = { posted: [], edited: [], deleted: [] };
  const summaries = new Map<string, StoredSummary>();
  const analytics = memoryAnalytics();
  const feedback = changes.deps?.feedback ?? memoryFeedback();
  const offered = datasetServices(summaries, feedback, outside);
  const audit = memoryAudit();
  const asked: ResummarizeRequest[] = [];
  const trials: TrialPayload[] = [];
  const heard: ReplySentimentPayload[] = [];
  const questions: AskedQuestion[] = [];
  const nothingSkipped = (urls: readonly string[]): IntakeOutcome => ({ created: urls.length, known: 0, skipped: [] });
  const settings = SlackSettings.parse({
    botToken: 'xoxb-test',
    appToken: 'xapp-test',
    apiUrl: server.url,
    postIntervalMs: 0,
    progressIntervalMs: 0,
    catchUpHours: 0,
    ...changes.settings,
  });
  const app = createSlackApp(settings, outside, {
    intake: {
      posted: (links) => Promise.resolve(nothingSkipped((taken.posted.push(links), links.urls))),
      edited: (links) => Promise.resolve(nothingSkipped((taken.edited.push(links), links.addedUrls))),
      deleted: (message) => Promise.resolve(void taken.deleted.push(message)),
    },
    feedback,
    findSummaries: offered.findSummaries,
    datasets: offered.datasets,
    exports: offered.exports,
    collector: offered.collector,
    summaries: {
      get: (id) => Promise.resolve(summaries.get(id) ?? null),
      inThread: ({ channelId, threadTs }) =>
        Promise.resolve(
          [...summaries.values()].filter((row) => row.channelId === channelId && row.threadTs === threadTs),
        ),
    },
    library: emptyLibrary(),
    channelSettings: openChannels(),
    ideas: noIdeas(),
    digest: () => Promise.resolve(null),
    followUps: emptyFollowUps(),
    answerCollector: { voted: () => Promise.resolve() },
    ask: (question) => Promise.resolve({ later: (questions.push(question), null) }),
    limits: noLimits,
    heardReply: (reply) => Promise.resolve(void heard.push(reply)),
    resummarize: (request) => Promise.resolve({ accepted: asked.push(request) === 1 }),
    heard: { get: () => Promise.resolve(null), set: () => Promise.resolve() },
    health: () => Promise.resolve({ status: 'ok', components: [{ name: 'queue', status: 'ok', detail: '0 waiting' }] }),
    home: () => Promise.resolve({ recent: [], settings: [{ label: 'Writer', value: 'extractive, no model' }] }),
    analytics,
    budgetLimits: { dailyUsd: 5, runUsd: 0.1 },
    audit: audit.log,
    evals: noEvals,
    baselines: noBaselines,
    promotions: noPromotions,
    presses: memoryPresses(),
    news: noNews,
    alerts: noAlerts(),
    alertPlaces: { channelId: null, escalationGroupId: null },
    prompts: createMemoryPromptDesk(),
    monitors: emptyMonitorDesk(),
    promptSplits: noSplits,
    promptTrials: { start: async (trial) => void trials.push(trial) },
    ...(changes.receiver === 'socket' ? {} : { receiver }),
    ...changes.deps,
  });
  await app.start();
  return {
    app,
    server,
    receiver,
    outside,
    taken,
    summaries,
    datasets: offered.store,
    exportJobs: offered.enqueued,
    feedback,
    asked,
    trials,
    heard,
    questions,
    analytics,
    audited: audit.entries,
    told: () => server.callsOf('chat.postEphemeral').map((args) => String(args['text'])),
    async [Symbol.asyncDispose]() {
      await app.stop();
      await server.close();
    },
  };
}

/** An Events API body round a `message` event of a person. */
export function messageEvent(changes: Record<string, unknown> = {}, eventId = 'Ev1'): object {
  return {
    type: 'event_callback',
    team_id: 'T1',
    api_app_id: 'A1',
    event_id: eventId,
    event_time: 1_700_000_000,
    authorizations: [
      { team_id: 'T1', user_id: 'UBOT', is_bot: true, is_enterprise_install: false, enterprise_id: null },
    ],
    event: {
      type: 'message',
      channel: 'C1',
      channel_type: 'channel',
      user: 'U1',
      ts: '1700000000.000100',
      text: 'see <https://ferry.example/log>',
      ...changes,
    },
  };
}

let pressCount = 0;

/** The body of a pressed button in a message; each is a press of its own. */
export function buttonPress(actionId: string, value: string, changes: Record<string, unknown> = {}): object {
  return {
    type: 'block_actions',
    team: { id: 'T1', domain: 'team' },
    user: { id: 'U2', team_id: 'T1' },
    api_app_id: 'A1',
    trigger_id: 'trigger-1',
    container: { type: 'message', channel_id: 'C1', message_ts: '1700000001.000100' },
    channel: { id: 'C1', name: 'general' },
    message: { ts: '1700000001.000100', thread_ts: '1700000000.000100' },
    actions: [{ type: 'button', block_id: 'b', action_id: actionId, value, action_ts: String((pressCount += 1)) }],
    ...changes,
  };
}

/** The body of a typed slash command; each is typed anew. */
export function slashCommand(command: string, text: string, changes: Record<string, unknown> = {}): object {
  return {
    command,
    text,
    team_id: 'T1',
    channel_id: 'C1',
    user_id: 'U2',
    trigger_id: `trigger-${(pressCount += 1)}`,
    ...changes,
  };
}
