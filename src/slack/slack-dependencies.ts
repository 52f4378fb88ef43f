import type { FetchFunction } from '@slack/web-api';
import type { CustomRoute, Receiver } from '@slack/bolt';
import type { AlertService } from '../alerts/alert-service.ts';
import type { AlertSettings } from '../alerts/settings.ts';
import type { Analytics } from '../core/analytics.ts';
import type { AuditLog } from '../core/audit.ts';
import type { ChannelSettingsStore } from '../core/channel-settings.ts';
import type { Digest } from '../core/digest.ts';
import type { FollowUpStore } from '../core/follow-up.ts';
import type { IdeaStore } from '../core/idea.ts';
import type { LinkLibrary } from '../core/library.ts';
import type { EvalDesk } from '../core/eval-desk.ts';
import type { Outside } from '../core/outside.ts';
import type { FeedbackStore, SummaryStore } from '../core/ports.ts';
import type { News } from '../core/news.ts';
import type { PressStore } from '../core/press-store.ts';
import type { RateLimits } from '../core/rate-limit.ts';
import type { ReplySentimentPayload } from '../pipeline/sentiment/sentiment-sensor.ts';
import type { TrialPayload } from '../pipeline/try-prompt.ts';
import type { MonitorDesk } from '../monitor/monitor-desk.ts';
import type { AnswerCollector } from '../datasets/answer-collector.ts';
import type { Collector } from '../datasets/collector.ts';
import type { DatasetDesk } from '../datasets/desk.ts';
import type { BaselineDesk } from '../evals/baselines/baseline-desk.ts';
import type { PromotionDesk } from '../evals/baselines/promotion-desk.ts';
import type { ExportDesk } from '../datasets/export/export-desk.ts';
import type { PromptDesk } from '../prompts/desk.ts';
import type { SummaryRepository } from '../store/summaries.ts';
import type { PromptSplits } from '../prompts/splits.ts';
import type { Access } from './access.ts';
import type { HomeFacts } from './blocks/home-view.ts';
import type { BudgetLimits } from './blocks/reports/budget-report.ts';
import type { ChannelAccess } from './channel-access.ts';
import type { HeardMark } from './catch-up.ts';
import type { HomeViews } from './home-views.ts';
import type { Installing } from './install/installing.ts';
import type { LinkFinder } from './link-finder.ts';
import type { Intake } from '../core/intake.ts';
import type { MessageUpdates } from './message-updates.ts';
import type { PostMessage } from './post-message.ts';
import type { People } from './people.ts';
import type { ReadFile } from './read-file.ts';
import type { Reports } from './reports.ts';
import type { SendFile } from './send-file.ts';
import type { SlackSettings } from './settings.ts';
import type { Sight } from './sight.ts';
import type { SlackCalls } from './slack-calls.ts';
import type { Tell } from './tell.ts';
import type { WaitNotes } from './wait-notes.ts';

export interface ResummarizeRequest {
  summaryId: string;
  /** The form the person saw; one new form may be asked of each. */
  revision: number;
  change: 'shorter' | 'longer' | 'again';
  userId: string;
}

export interface AskedQuestion {
  teamId: string;
  channelId: string;
  threadTs: string;
  questionTs: string;
  userId: string;
  question: string;
  summaryId: string;
  /** Of the page. */
  url: string;
}

export interface HealthReport {
  status: 'ok' | 'degraded' | 'down';
  components: readonly { name: string; status: 'ok' | 'degraded' | 'down'; detail: string }[];
}

export interface PromptTrials {
  /** Stores the job; the modal is drawn anew as it goes on. @throws AppError `prompt_not_tried` */
  start(trial: TrialPayload): Promise<void>;
}

/** What the Slack room needs of the rest of the house; commands, actions and events get all of it. */
export interface HouseServices {
  intake: Intake;
  findSummaries: Pick<SummaryRepository, 'byTrace' | 'ofThread'>;
  summaries: Pick<SummaryStore, 'get' | 'inThread'>;
  feedback: FeedbackStore;
  library: LinkLibrary;
  channelSettings: ChannelSettingsStore;
  ideas: IdeaStore;
  /** The links of one channel in the day or week up to a moment; null where there is none. */
  digest(
    channel: { teamId: string; channelId: string; rhythm: 'daily' | 'weekly' },
    toMs: number,
  ): Promise<Digest | null>;
  followUps: Pick<FollowUpStore, 'get' | 'vote' | 'counts' | 'lastInChannel' | 'exampleUse'>;
  /** A person said something under a summary. Stores the job, once a message. */
  heardReply(reply: ReplySentimentPayload): Promise<void>;
  /** Stores the job; the same message asks once. @returns where it has to wait its turn: why and how long, for the person */
  ask(question: AskedQuestion): Promise<{ later: string | null }>;
  /** What people may ask for in an hour. */
  limits: Pick<RateLimits, 'take' | 'requireRoom'>;
  /** Stores the job. @returns `accepted: false` where a new form of this revision is already on its way. */
  resummarize(request: ResummarizeRequest): Promise<{ accepted: boolean }>;
  health(): Promise<HealthReport>;
  /** Only summaries that the person may see. */
  home(person: { teamId: string; userId: string }): Promise<HomeFacts>;
  /** The figures of commands, traces and App Home. */
  analytics: Analytics;
  budgetLimits: BudgetLimits;
  audit: AuditLog;
  evals: EvalDesk;
  alerts: AlertService;
  /** Where alerts go and who is mentioned. */
  alertPlaces: Pick<AlertSettings, 'channelId' | 'escalationGroupId'>;
  prompts: PromptDesk;
  monitors: MonitorDesk;
  promptSplits: Pick<PromptSplits, 'start' | 'stop' | 'report' | 'running'>;
  promptTrials: PromptTrials;
  datasets: DatasetDesk;
  exports: ExportDesk;
  /** What votes and their reasons do to datasets. */
  collector: Pick<Collector, 'voted' | 'explained'>;
  /** Votes on answers make them candidates of datasets. */
  answerCollector: AnswerCollector;
  baselines: BaselineDesk;
  promotions: PromotionDesk;
  presses: PressStore;
}

/** What ties the Slack room to Slack. */
export interface SlackDependencies extends HouseServices {
  /** Where Gloss may be installed in several workspaces; without it the token of the settings is used. */
  installing?: Installing | null;
  heard: HeardMark;
  news: News;
  /** http mode: the port to listen on, and further routes on it. */
  port?: number;
  routes?: CustomRoute[];
  /** Reads files that people give; without it they cannot be read. */
  download?: typeof globalThis.fetch;
  /** In place of the runtime's own, for tests and proxies. */
  fetch?: FetchFunction;
  /** In place of Slack's own receivers, for tests. */
  receiver?: Receiver;
}

/** Who the bot token belongs to, from auth.test. */
export interface SlackIdentity {
  teamId: string;
  botUserId: string;
  botId: string | null;
  /** Address of the workspace, with a slash at its end; null where the server does not say it. */
  teamUrl: string | null;
}

/** What commands, actions and events work with. */
export interface SlackServices extends HouseServices {
  settings: SlackSettings;
  outside: Outside;
  calls: SlackCalls;
  access: Access;
  post: PostMessage;
  updates: MessageUpdates;
  tell: Tell;
  waitNotes: WaitNotes;
  reports: Reports;
  sendFile: SendFile;
  readFile: ReadFile;
  channels: ChannelAccess;
  sight: Sight;
  people: People;
  /** The library as somebody may see it. */
  links: LinkFinder;
  homes: HomeViews;
  /** @throws AppError `slack_not_started` before the app has asked who it is. */
  identity(): SlackIdentity;
}
