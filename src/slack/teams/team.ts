import type { EvalBoard } from '../../core/eval-desk.ts';
import type { Outside } from '../../core/outside.ts';
import type { ReplyPlace, ThreadReply } from '../../core/ports.ts';
import type { ExportBoard } from '../../datasets/export/export-desk.ts';
import { createAccess } from '../access.ts';
import { createAnswerReply } from '../answer-reply.ts';
import { createChannelAccess } from '../channel-access.ts';
import type { ChannelQueue } from '../channel-queue.ts';
import { drawHome } from '../draw-home.ts';
import { createEvalBoard } from '../eval-board.ts';
import { createExportBoard } from '../export-board.ts';
import { createHomeViews } from '../home-views.ts';
import { createLinkFinder } from '../link-finder.ts';
import type { ListenerEdge, ListenerEdges } from '../listener-edge.ts';
import type { MessageUpdates } from '../message-updates.ts';
import { createPeople } from '../people.ts';
import { createPostMessage } from '../post-message.ts';
import { createReadFile } from '../read-file.ts';
import { createReports } from '../reports.ts';
import { createSendFile } from '../send-file.ts';
import type { SlackSettings } from '../settings.ts';
import { createSight } from '../sight.ts';
import { createSlackCalls, type SlackCallsOptions } from '../slack-calls.ts';
import type { SlackDependencies, SlackServices } from '../slack-dependencies.ts';
import { createTell } from '../tell.ts';
import { createThreadPlace } from '../thread-place.ts';
import { createThreadReply } from '../thread-reply.ts';
import { createWaitNotes } from '../wait-notes.ts';
import type { Tenancy, TeamToken } from './tenancy.ts';

/** Everything that is done in one workspace: with its token, with what its people may see, and nothing of another one. */
export interface Team {
  services: SlackServices;
  edge: ListenerEdge;
  threadReply: ThreadReply;
  answerReply: ReturnType<typeof createAnswerReply>;
  evalBoard: EvalBoard;
  exportBoard: ExportBoard;
}

/** What all workspaces share. */
export interface TeamParts {
  settings: SlackSettings;
  outside: Outside;
  deps: SlackDependencies;
  transport: Omit<SlackCallsOptions, 'token'>;
  tenancy: Tenancy;
  queue: ChannelQueue;
  updates: MessageUpdates;
  edges: ListenerEdges;
  /** A figure of App Home changed here. */
  tellOthers(): void;
}

export function createTeam(found: TeamToken, parts: TeamParts): Team {
  const { settings, outside, deps, tenancy } = parts;
  const { log } = outside;
  const { teamId } = found.identity;
  let { identity } = found;
  const token = async (): Promise<string> => {
    const now = await tenancy.find(teamId);
    // A second installation may have given the app another account.
    identity = now.identity;
    return now.token;
  };
  const queue: ChannelQueue = {
    run: (channelId, work) => parts.queue.run(`${teamId}/${channelId}`, work),
  };
  const keyOf = ({ channelId, ts }: ReplyPlace): ReplyPlace => ({ channelId: `${teamId}/${channelId}`, ts });
  const updates: MessageUpdates = {
    request: (place, send) => parts.updates.request(keyOf(place), send),
    settle: (place) => parts.updates.settle(keyOf(place)),
  };

  const calls = createSlackCalls(settings, log, { ...parts.transport, token });
  const post = createPostMessage(calls, queue);
  const tell = createTell(calls, log);
  const people = createPeople(calls, outside.clock);
  const isHome = async (): Promise<boolean> => (await tenancy.homeTeam()) === teamId;
  const access = createAccess(settings, {
    audit: deps.audit,
    limits: deps.limits,
    people,
    teamId: () => teamId,
    isHome,
  });
  const reports = createReports(tell, post, calls, log);
  const channels = createChannelAccess(calls, access, outside, (deps.installing ?? null) !== null);
  const sight = createSight({ channels, people, teamId: () => teamId });
  const services: SlackServices = {
    ...deps,
    settings,
    outside,
    calls,
    access,
    post,
    updates,
    tell,
    waitNotes: createWaitNotes(outside.clock),
    reports,
    sendFile: createSendFile(calls),
    readFile: createReadFile(calls, settings, outside, { fetch: deps.download, token }),
    channels,
    sight,
    people,
    links: createLinkFinder(deps.library, sight),
    homes: createHomeViews(
      (person, form) => drawHome(person, form, services),
      { calls, reports, clock: outside.clock, log, tellOthers: () => parts.tellOthers() },
      settings.homeIntervalMs,
    ),
    identity: () => identity,
  };
  const replyParts = { calls, post, updates, place: createThreadPlace(calls, log) };
  const replies = createThreadReply(replyParts, deps.feedback, outside);
  return {
    services,
    edge: parts.edges.for(tell),
    threadReply: {
      ...replies,
      async finish(target, place, summary) {
        const posted = await replies.finish(target, place, summary);
        services.homes.changed();
        return posted;
      },
    },
    answerReply: createAnswerReply(replyParts, deps.followUps, outside),
    evalBoard: createEvalBoard(services),
    exportBoard: createExportBoard(services),
  };
}
