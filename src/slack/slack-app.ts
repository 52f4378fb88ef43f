import { Server } from 'node:http';
import { App } from '@slack/bolt';
import type { AlertChannel } from '../alerts/alert-channel.ts';
import type { EvalBoard } from '../core/eval-desk.ts';
import type { ConversationHistory } from '../core/conversation.ts';
import type { Digest } from '../core/digest.ts';
import type { Outside } from '../core/outside.ts';
import type { ThreadReply } from '../core/ports.ts';
import type { TrialBoard } from '../pipeline/try-prompt.ts';
import { createAlertThread } from './alert-thread.ts';
import { acknowledgeAfterWork } from './acknowledge-after-work.ts';
import { createBoltLogger } from './bolt-logger.ts';
import type { MonitorProgress } from '../monitor/monitor-desk.ts';
import { checkHome } from './teams/check-home.ts';
import { createCatchUp } from './catch-up.ts';
import { createChannelQueue } from './channel-queue.ts';
import { createReceiver } from './create-receiver.ts';
import type { findEarlier } from './find-earlier.ts';
import type { ExportBoard } from '../datasets/export/export-desk.ts';
import { createConversationHistory } from './conversation-history.ts';
import { onMissedMessage } from './events/message.ts';
import { createMessageUpdates } from './message-updates.ts';
import { createMissedMessages } from './missed-messages.ts';
import { createMonitorProgress } from './monitor-progress.ts';
import type { postDigest } from './post-digest.ts';
import { registerListeners } from './register-listeners.ts';
import type { PostMessage } from './post-message.ts';
import { createListenerEdges } from './listener-edge.ts';
import type { SlackSettings } from './settings.ts';
import { webClientOptions } from './slack-calls.ts';
import type { SlackDependencies, SlackIdentity } from './slack-dependencies.ts';
import { askIdentity } from './teams/ask-identity.ts';
import type { Team, TeamParts } from './teams/team.ts';
import { createInstallSide } from './install/install-side.ts';
import { registerRemoval } from './events/removal.ts';
import { createBoards } from './teams/team-boards.ts';
import { createTeams } from './teams/teams.ts';
import { createInstalledTenancy, createSingleTenancy } from './teams/tenancy.ts';
import { createFiguresNews } from './figures-news.ts';
import { createTellOperators, type TellOperators } from './tell-operators.ts';
import { createTrialBoard } from './trial-board.ts';

export interface SlackConnection {
  /** `listening` in http mode. */
  state: 'stopped' | 'connecting' | 'connected' | 'disconnected' | 'listening';
  /** When Slack last sent something to work on, in milliseconds since the epoch. */
  lastEventAt: number | null;
  /** When the socket last brought anything, be it a sign of life; null in http mode. */
  lastHeardAt: number | null;
  /** The port in http mode and of the pages of an installation; null before and otherwise. */
  port: number | null;
}

export interface SlackApp {
  /** The replies of the pipeline; usable before `start`. */
  threadReply: ThreadReply;
  /** Where eval runs are shown. */
  evalBoard: EvalBoard;
  /** The replies to questions; usable before `start`. */
  answerReply: Team['answerReply'];
  /** Posts the digest of a job, once. */
  postDigest: (
    target: Parameters<typeof postDigest>[0] & { teamId: string },
    digest: Digest,
    rhythm: 'daily' | 'weekly',
  ) => Promise<void>;
  exportBoard: ExportBoard;
  /** The newest summary of a page that everybody in the channel may be shown. */
  findEarlier: (link: Parameters<typeof findEarlier>[0]) => ReturnType<typeof findEarlier>;
  /** Tells people of alerts; usable before `start`. */
  alertChannel: AlertChannel;
  /** What was said in a channel; usable once it is started. */
  history: ConversationHistory;
  monitorProgress: MonitorProgress;
  /** Where trials of prompts are shown. */
  trialBoard: TrialBoard;
  /** Posts in a channel of the workspace that operates Gloss, when it is its turn. */
  post: PostMessage;
  /** In the channel for alerts, else to the admins directly. Never throws. */
  tellOperators: TellOperators;
  /** Asks Slack who we are, then listens. @throws AppError `slack_invalid_auth`, `slack_unreachable` and the like. */
  start(): Promise<void>;
  /** Takes nothing new: events stay with Slack, people are told. Jobs may go on posting. */
  refuseNew(): void;
  /** Stops listening, then waits for what commands and buttons still do. */
  stop(): Promise<void>;
  /** Something changed that App Home shows: whoever has it open sees it soon. Summaries and votes say so by themselves. */
  figuresChanged(): void;
  connection(): SlackConnection;
  /** The workspace whose people operate Gloss; null where it is not known. */
  homeTeam(): Promise<string | null>;
}

/**
 * Everything Bolt, in socket or http mode. Events and buttons that leave something in the store are acknowledged once it is there, all else at once.
 * Needs `settings.botToken` or `deps.installing`, and `appToken` or `signingSecret` for its mode.
 */
export function createSlackApp(settings: SlackSettings, given: Outside, deps: SlackDependencies): SlackApp {
  const log = given.log.child({ room: 'slack' });
  const outside: Outside = { ...given, log };
  const { clock } = outside;
  const logger = createBoltLogger(log);
  const connection: SlackConnection = { state: 'stopped', lastEventAt: null, lastHeardAt: null, port: null };
  let identity: SlackIdentity | null = null;

  const { installing = null, port = 3000 } = deps;
  const tenancy =
    installing === null ? createSingleTenancy(settings, () => identity) : createInstalledTenancy(settings, installing);
  const edges = createListenerEdges(outside);
  const parts: TeamParts = {
    settings,
    outside,
    deps,
    transport: { logger, ...(deps.fetch ? { fetch: deps.fetch } : {}) },
    tenancy,
    queue: createChannelQueue(clock, settings.postIntervalMs),
    updates: createMessageUpdates(outside, settings.progressIntervalMs),
    edges,
    tellOthers: createFiguresNews(deps.news, clock),
  };
  const teams = createTeams(parts);
  deps.news.hear('figures', () => teams.changed('elsewhere'));
  const home = async () => (await teams.home()).services;

  const stopping = new AbortController();
  const catchUp = createCatchUp(settings, outside, {
    heard: deps.heard,
    teamIds: () => tenancy.teamIds(),
    async team(teamId) {
      const { services } = await teams.of(teamId);
      return {
        botUserId: services.identity().botUserId,
        missed: createMissedMessages(services.calls, clock, log, stopping.signal),
        take: (message) => onMissedMessage(message, services),
      };
    },
    isListening: () => connection.state === 'connected' || connection.state === 'listening',
    deaf(count) {
      log.warn('Slack did not deliver messages that it has', { count });
      receiver.reopen?.('messages did not come by it');
    },
    signal: stopping.signal,
  });
  const install = createInstallSide(settings, parts.transport, outside, {
    installing,
    port,
    async arrived(teamId) {
      await teams.forget(teamId);
      // What was said before, or while the app was away, is not read.
      await deps.heard.set(teamId, clock.now());
    },
  });
  const routes = [...(deps.routes ?? []), ...install.routes];
  const receiver: ReturnType<typeof createReceiver> =
    deps.receiver ??
    createReceiver(settings, { ...deps, routes }, connection, logger, outside, () => catchUp.connected());
  const app = new App({
    receiver,
    logger,
    convoStore: false,
    clientOptions: webClientOptions(settings, parts.transport),
    authorize: async ({ teamId }) => {
      const found = await tenancy.find(teamId ?? '');
      const { botUserId, botId } = found.identity;
      return {
        botToken: found.token,
        botUserId,
        teamId: found.identity.teamId,
        ...(botId === null ? {} : { botId }),
      };
    },
  });
  acknowledgeAfterWork(app, () => edges.isRefusing());
  app.use(async ({ next }) => {
    connection.lastEventAt = clock.now();
    await next();
  });
  registerListeners(app, teams, { outside, presses: deps.presses });
  registerRemoval(app, { installing, forget: (teamId) => teams.forget(teamId), outside });

  return {
    ...createBoards(teams),
    history: createConversationHistory(home, clock),
    monitorProgress: createMonitorProgress(home, parts.updates, log),
    alertChannel: createAlertThread(deps.alertPlaces, home),
    trialBoard: createTrialBoard(home, log),
    tellOperators: createTellOperators(home),
    post: async (where, message) => (await home()).post(where, message),
    async start() {
      connection.state = 'connecting';
      if (installing === null) {
        identity = await askIdentity(settings.botToken ?? '', settings, parts.transport, log);
      }
      connection.port = await install.start();
      await checkHome(settings, tenancy, teams, log);
      await catchUp.start();
      const listening: unknown = await app.start(port);
      if (listening instanceof Server) {
        const address = listening.address();
        connection.state = 'listening';
        connection.port = typeof address === 'object' && address !== null ? address.port : null;
      } else if (connection.state === 'connecting') {
        connection.state = 'connected';
      }
      catchUp.connected();
      log.info('connected to Slack', { mode: settings.mode, teamIds: await tenancy.teamIds() });
    },
    refuseNew() {
      edges.refuseNew();
      stopping.abort(new Error('the program stops'));
    },
    async stop() {
      stopping.abort(new Error('the connection to Slack is closed'));
      await install.stop();
      await app.stop();
      connection.state = 'stopped';
      await edges.drain();
      await teams.stop();
    },
    figuresChanged: () => teams.changed(),
    connection: () => ({ ...connection }),
    homeTeam: () => tenancy.homeTeam(),
  };
}
