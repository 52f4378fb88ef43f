import { Server } from 'node:http';
import { App } from '@slack/bolt';
import type { AlertChannel } from '../alerts/alert-channel.ts';
import { AppError } from '../core/errors.ts';
import type { EvalBoard } from '../core/eval-desk.ts';
import type { ConversationHistory } from '../core/conversation.ts';
import type { Digest } from '../core/digest.ts';
import type { Outside } from '../core/outside.ts';
import type { ThreadReply } from '../core/ports.ts';
import type { TrialBoard } from '../pipeline/try-prompt.ts';
import { createAccess } from './access.ts';
import { createAlertThread } from './alert-thread.ts';
import { acknowledgeAfterWork } from './acknowledge-after-work.ts';
import { createAnswerReply } from './answer-reply.ts';
import { createBoltLogger } from './bolt-logger.ts';
import type { MonitorProgress } from '../monitor/monitor-desk.ts';
import { checkRoles } from './check-roles.ts';
import { createCatchUp } from './catch-up.ts';
import { createChannelAccess } from './channel-access.ts';
import { createChannelQueue } from './channel-queue.ts';
import { createReceiver } from './create-receiver.ts';
import { drawHome } from './draw-home.ts';
import { findEarlier } from './find-earlier.ts';
import type { ExportBoard } from '../datasets/export/export-desk.ts';
import { createExportBoard } from './export-board.ts';
import { createEvalBoard } from './eval-board.ts';
import { createConversationHistory } from './conversation-history.ts';
import { createHomeViews } from './home-views.ts';
import { createListenerEdge } from './listener-edge.ts';
import { onMissedMessage } from './events/message.ts';
import { createLinkFinder } from './link-finder.ts';
import { createMessageUpdates } from './message-updates.ts';
import { createMissedMessages } from './missed-messages.ts';
import { createMonitorProgress } from './monitor-progress.ts';
import { createPeople } from './people.ts';
import { createPostMessage, type PostMessage } from './post-message.ts';
import { postDigest } from './post-digest.ts';
import { registerListeners } from './register-listeners.ts';
import { createReadFile } from './read-file.ts';
import { createReports } from './reports.ts';
import { createSendFile } from './send-file.ts';
import type { SlackSettings } from './settings.ts';
import { createSight } from './sight.ts';
import { createSlackCalls, type SlackCalls, webClientOptions } from './slack-calls.ts';
import type { SlackDependencies, SlackIdentity, SlackServices } from './slack-dependencies.ts';
import { createTell } from './tell.ts';
import { createThreadPlace } from './thread-place.ts';
import { createTrialBoard } from './trial-board.ts';
import { createWaitNotes } from './wait-notes.ts';
import { createThreadReply } from './thread-reply.ts';

export interface SlackConnection {
  /** `listening` in http mode. */
  state: 'stopped' | 'connecting' | 'connected' | 'disconnected' | 'listening';
  /** When Slack last sent something, in milliseconds since the epoch. */
  lastEventAt: number | null;
  /** The port in http mode, null before and otherwise. */
  port: number | null;
}

export interface SlackApp {
  /** The replies of the pipeline; usable before `start`. */
  threadReply: ThreadReply;
  /** Where eval runs are shown. */
  evalBoard: EvalBoard;
  /** The replies to questions; usable before `start`. */
  answerReply: ReturnType<typeof createAnswerReply>;
  /** Posts the digest of a job, once. */
  postDigest: (target: Parameters<typeof postDigest>[0], digest: Digest, rhythm: 'daily' | 'weekly') => Promise<void>;
  exportBoard: ExportBoard;
  /** The newest summary of a page that everybody in the channel may be shown. */
  findEarlier: (link: Parameters<typeof findEarlier>[0]) => ReturnType<typeof findEarlier>;
  /** Tells people of alerts; usable before `start`. */
  alertChannel: AlertChannel;
  /** For other rooms' own messages. */
  calls: SlackCalls;
  /** What was said in a channel; usable once it is started. */
  history: ConversationHistory;
  monitorProgress: MonitorProgress;
  /** Where trials of prompts are shown. */
  trialBoard: TrialBoard;
  /** Posts in a channel when it is its turn. */
  post: PostMessage;
  /** Asks Slack who we are, then listens. @throws AppError `slack_invalid_auth`, `slack_unreachable` and the like. */
  start(): Promise<SlackIdentity>;
  /** Stops listening, then waits for what commands and buttons still do. */
  stop(): Promise<void>;
  /** Something changed that App Home shows: whoever has it open sees it soon. Summaries and votes say so by themselves. */
  figuresChanged(): void;
  connection(): SlackConnection;
  /** @throws AppError `slack_not_started` before Slack has said it. */
  identity(): SlackIdentity;
}

/**
 * Everything Bolt, in socket or http mode. Events and buttons that leave something in the store are acknowledged once it is there, all else at once.
 * Needs `settings.botToken`, and `appToken` or `signingSecret` for its mode.
 */
export function createSlackApp(settings: SlackSettings, outside: Outside, deps: SlackDependencies): SlackApp {
  const log = outside.log.child({ room: 'slack' });
  const logger = createBoltLogger(log);
  const connection: SlackConnection = { state: 'stopped', lastEventAt: null, port: null };
  let identity: SlackIdentity | null = null;

  const transport = { logger, ...(deps.fetch ? { fetch: deps.fetch } : {}) };
  const calls = createSlackCalls(settings, log, transport);
  const post = createPostMessage(calls, createChannelQueue(outside.clock, settings.postIntervalMs));
  const updates = createMessageUpdates({ ...outside, log }, settings.progressIntervalMs);
  const tell = createTell(calls, log);
  const edge = createListenerEdge({ ...outside, log }, tell);
  const people = createPeople(calls, outside.clock);
  const teamId = (): string => services.identity().teamId;
  const access = createAccess(settings, { audit: deps.audit, limits: deps.limits, people, teamId });
  const reports = createReports(tell, post, calls, log);
  const channels = createChannelAccess(calls, access, { clock: outside.clock, log });
  const sight = createSight({ channels, people, teamId });
  const services: SlackServices = {
    ...deps,
    settings,
    outside: { ...outside, log },
    calls,
    access,
    post,
    updates,
    tell,
    waitNotes: createWaitNotes(outside.clock),
    reports,
    sendFile: createSendFile(calls),
    readFile: createReadFile(calls, settings, outside, deps.download),
    channels,
    sight,
    people,
    links: createLinkFinder(deps.library, sight),
    homes: createHomeViews(
      (person, form) => drawHome(person, form, services),
      { calls, reports, clock: outside.clock, log },
      settings.homeIntervalMs,
    ),
    identity() {
      if (identity) return identity;
      throw new AppError({
        code: 'slack_not_started',
        message: 'The connection to Slack is not up yet.',
        retryable: true,
      });
    },
  };
  const replyParts = { calls, post, updates, place: createThreadPlace(calls, log) };
  const replies = createThreadReply(replyParts, deps.feedback, { clock: outside.clock, log });
  const alertChannel = createAlertThread(deps.alertPlaces, { calls, post, reports });
  const threadReply: ThreadReply = {
    ...replies,
    async finish(target, place, summary) {
      const posted = await replies.finish(target, place, summary);
      services.homes.changed();
      return posted;
    },
  };

  const stopping = new AbortController();
  const catchUp = createCatchUp(
    settings,
    { clock: outside.clock, log },
    {
      heard: deps.heard,
      missed: createMissedMessages(calls, outside.clock, log, stopping.signal),
      take: (message) => onMissedMessage(message, services),
      isListening: () => connection.state === 'connected' || connection.state === 'listening',
      botUserId: () => services.identity().botUserId,
      signal: stopping.signal,
    },
  );
  const receiver = deps.receiver ?? createReceiver(settings, deps, connection, logger, () => catchUp.connected());
  const app = new App({
    receiver,
    logger,
    convoStore: false,
    clientOptions: webClientOptions(settings, transport),
    authorize: () => Promise.resolve(authorization(settings, services.identity())),
  });
  acknowledgeAfterWork(app);
  app.use(async ({ next }) => {
    connection.lastEventAt = outside.clock.now();
    await next();
  });
  registerListeners(app, services, edge);

  return {
    threadReply,
    history: createConversationHistory(calls, outside.clock, () => services.identity()),
    monitorProgress: createMonitorProgress(calls, updates, log),
    evalBoard: createEvalBoard(services),
    answerReply: createAnswerReply(replyParts, deps.followUps, { clock: outside.clock, log }),
    alertChannel,
    postDigest: (target, digest, rhythm) => postDigest(target, digest, rhythm, services),
    exportBoard: createExportBoard(services),
    findEarlier: (link) => findEarlier(link, services),
    calls,
    post,
    trialBoard: createTrialBoard(calls, reports, log),
    async start() {
      connection.state = 'connecting';
      const answer = await calls.interactive((client) => client.auth.test());
      if (answer.team_id === undefined || answer.user_id === undefined) {
        throw new AppError({ code: 'slack_bad_answer', message: 'Slack did not say which app this token belongs to.' });
      }
      identity = {
        teamId: answer.team_id,
        botUserId: answer.user_id,
        botId: answer.bot_id ?? null,
        teamUrl: answer.url ?? null,
      };
      void checkRoles(settings, people, log);
      await catchUp.start();
      const listening: unknown = await app.start(deps.port ?? 3000);
      if (listening instanceof Server) {
        const address = listening.address();
        connection.state = 'listening';
        connection.port = typeof address === 'object' && address !== null ? address.port : null;
      }
      catchUp.connected();
      log.info('connected to Slack', { mode: settings.mode, teamId: identity.teamId });
      return identity;
    },
    async stop() {
      stopping.abort(new Error('the connection to Slack is closed'));
      await app.stop();
      connection.state = 'stopped';
      await edge.drain();
      await services.homes.stop();
    },
    figuresChanged: () => services.homes.changed(),
    connection: () => ({ ...connection }),
    identity: () => services.identity(),
  };
}

function authorization(settings: SlackSettings, identity: SlackIdentity) {
  return {
    botToken: settings.botToken ?? '',
    botUserId: identity.botUserId,
    teamId: identity.teamId,
    ...(identity.botId === null ? {} : { botId: identity.botId }),
  };
}
