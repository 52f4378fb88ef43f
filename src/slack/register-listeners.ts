import type {
  App,
  BlockAction,
  Context,
  GlobalShortcut,
  MessageShortcut,
  RespondFn,
  SlackEventMiddlewareArgs,
} from '@slack/bolt';
import { actions } from './actions/index.ts';
import { type Click, needsOf } from './actions/click.ts';
import { isDoubleClick } from './double-click.ts';
import { type MessageEventEnvelope, onMessage } from './events/message.ts';
import { tellOfFullStore } from './events/tell-of-full-store.ts';
import { onReaction } from './events/reaction.ts';
import { createOncePerTrigger } from './once-per-trigger.ts';
import { registerViews } from './register-views.ts';
import { runSlashCommand } from './run-command.ts';
import { summarizeLinks, summarizeLinksShortcut } from './shortcuts/summarize-links.ts';
import type { SlackServices } from './slack-dependencies.ts';
import type { Team } from './teams/team.ts';
import type { Teams } from './teams/teams.ts';
import type { Person } from './tell.ts';
import { views } from './views/index.ts';

/** Ties Slack's payloads to the listeners: events are stored before they are acknowledged, so are buttons that are stored; everything else is acknowledged first. */
export function registerListeners(
  app: App,
  teams: Pick<Teams, 'of'>,
  { outside, presses }: Pick<SlackServices, 'outside' | 'presses'>,
): void {
  const once = createOncePerTrigger(outside, presses);
  // The workspace that Bolt found the token of: what a payload says may be another one, of a channel that is shared.
  const teamOf = ({ teamId = '' }: Context): Promise<Team> => teams.of(teamId);
  for (const type of ['message', 'app_mention'] as const) {
    app.event(type, async ({ event, body, context }) => {
      const { services, edge } = await teamOf(context);
      const envelope = { event, ...envelopeOf(body, services), type };
      await onMessage(envelope, services, edge).catch((error: unknown) => {
        tellOfFullStore(envelope, error, services, edge);
        throw error;
      });
    });
  }
  for (const type of ['reaction_added', 'reaction_removed'] as const) {
    app.event(type, async ({ event, body, context }) => {
      const { services } = await teamOf(context);
      await onReaction({ ...event, type }, envelopeOf(body, services), services);
    });
  }
  app.event('app_home_opened', async ({ event, context }) => {
    const { services, edge } = await teamOf(context);
    const viewer = { teamId: services.identity().teamId, userId: event.user };
    if (event.tab !== 'home') {
      services.homes.left(viewer);
      return;
    }
    const person = { userId: event.user, channelId: null, threadTs: null, respond: null };
    edge.start('home', person, () => services.homes.opened(viewer));
  });

  app.command(/.*/, async ({ command, ack, respond, context }) => {
    await ack();
    const { services, edge } = await teamOf(context);
    const person = { userId: command.user_id, channelId: command.channel_id, threadTs: null, respond };
    const { text, team_id: teamId, trigger_id: triggerId } = command;
    const typed = { command: command.command, text, teamId, triggerId };
    await once(triggerId, () => edge.run(command.command, person, () => runSlashCommand(typed, person, services)));
  });

  app.action<BlockAction>({ type: 'block_actions' }, async ({ body, action, ack, respond, context }) => {
    const known = actions.find(({ actionIds }) => actionIds.includes(action.action_id));
    if (known?.isStoredFirst !== true) await ack();
    if (!known) return;
    const { services, edge } = await teamOf(context);
    const click = clickOf(body, action, personOf(body, respond));
    await once(`${body.trigger_id} ${action.action_ts}`, () =>
      edge.run(action.action_id, click.person, async () => {
        const needs = needsOf(known, click);
        if (needs !== 'everyone') await services.access.require(click, needs, pressed(action.action_id, click.value));
        if (known.isToggle === true && (await isDoubleClick(click, services.presses))) return;
        await known.run(click, services);
      }),
    );
    if (known.isStoredFirst === true) await ack();
    if (edge.isRefusing()) return;
    await once(`${body.trigger_id} ${action.action_ts} follow`, () =>
      edge.run(action.action_id, click.person, async () => known.follow?.(click, services)),
    );
  });

  registerViews(app, views, teamOf, once);

  app.shortcut(summarizeLinksShortcut.callbackId, async ({ shortcut, ack, respond, context }) => {
    await ack();
    if (!isMessageShortcut(shortcut)) return;
    const { services, edge } = await teamOf(context);
    const { message, channel, user } = shortcut;
    const threadTs = threadOf(message);
    // The root of a thread is seen in the channel, and so is what answers there.
    const person = {
      userId: user.id,
      channelId: channel.id,
      threadTs: threadTs === message.ts ? null : threadTs,
      respond,
    };
    const chosen = {
      teamId: shortcut.team?.id ?? services.identity().teamId,
      channelId: channel.id,
      ts: message.ts,
      threadTs,
      text: message.text,
      blocks: message['blocks'] as unknown,
    };
    await once(shortcut.trigger_id, () =>
      edge.run('summarize links', person, () => summarizeLinks(chosen, person, services)),
    );
  });
}

function envelopeOf(
  body: SlackEventMiddlewareArgs['body'],
  services: SlackServices,
): Pick<MessageEventEnvelope, 'teamId' | 'eventId'> {
  return { teamId: services.identity().teamId, eventId: body.event_id };
}

function clickOf(body: BlockAction, action: BlockAction['actions'][number], person: Person): Click {
  const { channel_id: channelId, message_ts: messageTs } = containerOf(body);
  return {
    actionId: action.action_id,
    value: valueOf(action),
    person,
    teamId: body.team?.id ?? body.user.team_id ?? '',
    userId: body.user.id,
    homeTeamId: body.user.team_id ?? null,
    message: channelId !== undefined && messageTs !== undefined ? { channelId, ts: messageTs } : null,
    triggerId: body.trigger_id,
    pressedAt: Math.round(Number(action.action_ts) * 1000),
    view: body.view ? { id: body.view.id, hash: body.view.hash, isModal: body.view.type === 'modal' } : null,
  };
}

/** For the audit log: which button, and the ids it carries. Whoever forges a press may put anything there, so it is cut. */
function pressed(actionId: string, value: string | undefined): string {
  return `${actionId} ${(value ?? '').slice(0, 80)}`.trim();
}

/** Of a button, or of the option that was chosen in a menu. */
function valueOf(action: BlockAction['actions'][number]): string | undefined {
  if ('value' in action && typeof action.value === 'string') return action.value;
  if (action.type === 'static_select') return action.selected_option?.value;
  return action.type === 'overflow' ? action.selected_option.value : undefined;
}

function containerOf(body: BlockAction): { channel_id?: string | undefined; message_ts?: string | undefined } {
  const { channel, message, container } = body;
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  return {
    channel_id: channel?.id ?? text(container['channel_id']),
    message_ts: message?.ts ?? text(container['message_ts']),
  };
}

function personOf(body: BlockAction, respond: RespondFn): Person {
  const { channel_id: channelId } = containerOf(body);
  return {
    userId: body.user.id,
    channelId: channelId ?? null,
    // A message that only one person sees does not come along; its place does.
    threadTs: threadOf(body.message ?? body.container),
    respond: body.response_url ? respond : null,
    ...(body.view ? { view: { triggerId: body.trigger_id, isModal: body.view.type === 'modal' } } : {}),
  };
}

function threadOf(message: object): string | null {
  return 'thread_ts' in message && typeof message.thread_ts === 'string' ? message.thread_ts : null;
}

function isMessageShortcut(shortcut: MessageShortcut | GlobalShortcut): shortcut is MessageShortcut {
  return shortcut.type === 'message_action';
}
