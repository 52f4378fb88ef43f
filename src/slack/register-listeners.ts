import type {
  App,
  BlockAction,
  GlobalShortcut,
  MessageShortcut,
  RespondFn,
  SlackEventMiddlewareArgs,
  ViewOutput,
  ViewSubmitAction,
} from '@slack/bolt';
import { actions } from './actions/index.ts';
import type { Click } from './actions/click.ts';
import { type MessageEventEnvelope, onMessage } from './events/message.ts';
import type { ListenerEdge } from './listener-edge.ts';
import { runSlashCommand } from './run-command.ts';
import { summarizeLinks, summarizeLinksShortcut } from './shortcuts/summarize-links.ts';
import type { SlackServices } from './slack-dependencies.ts';
import type { Person } from './tell.ts';
import { views } from './views/index.ts';
import type { Submission } from './views/view.ts';

/** Ties Slack's payloads to the listeners: events are stored before they are acknowledged, so are buttons that are stored; everything else is acknowledged first. */
export function registerListeners(app: App, services: SlackServices, edge: ListenerEdge): void {
  app.event('message', ({ event, body }) => onMessage(envelopeOf(event, body, 'message'), services, edge));
  app.event('app_mention', ({ event, body }) => onMessage(envelopeOf(event, body, 'app_mention'), services, edge));
  app.event('app_home_opened', async ({ event, body }) => {
    const viewer = { teamId: body.team_id, userId: event.user };
    if (event.tab !== 'home') {
      services.homes.left(viewer);
      return;
    }
    const person = { userId: event.user, channelId: null, threadTs: null, respond: null };
    edge.start('home', person, () => services.homes.opened(viewer));
  });

  app.command(/.*/, async ({ command, ack, respond }) => {
    await ack();
    const person = { userId: command.user_id, channelId: command.channel_id, threadTs: null, respond };
    const typed = { command: command.command, text: command.text, teamId: command.team_id };
    await edge.run(command.command, person, () => runSlashCommand(typed, person, services));
  });

  app.action<BlockAction>({ type: 'block_actions' }, async ({ body, action, ack, respond }) => {
    const known = actions.find(({ actionIds }) => actionIds.includes(action.action_id));
    if (known?.isStoredFirst !== true) await ack();
    if (!known) return;
    const click = clickOf(body, action, personOf(body, respond));
    await edge.run(action.action_id, click.person, async () => {
      try {
        await known.run(click, services);
      } finally {
        if (known.isStoredFirst === true) await ack();
      }
    });
  });

  registerViews(app, services, edge);

  app.shortcut(summarizeLinksShortcut.callbackId, async ({ shortcut, ack, respond }) => {
    await ack();
    if (!isMessageShortcut(shortcut)) return;
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
    await edge.run('summarize links', person, () => summarizeLinks(chosen, person, services));
  });
}

function registerViews(app: App, services: SlackServices, edge: ListenerEdge): void {
  app.view<ViewSubmitAction>({ type: 'view_submission', callback_id: /.*/ }, async ({ body, ack }) => {
    const known = views.find(({ callbackId }) => callbackId === body.view.callback_id);
    if (!known) {
      await ack();
      return;
    }
    const submission = submissionOf(body, services);
    const problems = known.check(submission);
    if (problems !== null) {
      await ack({ response_action: 'errors', errors: { ...problems } });
      return;
    }
    await ack();
    await edge.run(known.callbackId, submission.person, () => known.run(submission, services));
  });
}

function submissionOf(body: ViewSubmitAction, services: SlackServices): Submission {
  const { view, user, team, trigger_id: triggerId } = body;
  return {
    callbackId: view.callback_id,
    values: Object.fromEntries(
      Object.entries(view.state.values).map(([blockId, elements]) => [blockId, typedValue(Object.values(elements)[0])]),
    ),
    privateMetadata: view.private_metadata,
    // The modal is gone; what is to be said opens another one.
    person: {
      userId: user.id,
      channelId: null,
      threadTs: null,
      respond: null,
      view: { triggerId, isModal: false },
    },
    teamId: team?.id ?? user.team_id ?? services.identity().teamId,
    userId: user.id,
    homeTeamId: user.team_id ?? null,
    viewId: view.id,
  };
}

type TypedElement = ViewOutput['state']['values'][string][string];

/** Each kind of input keeps what was given under a name of its own. */
function typedValue(element: TypedElement | undefined): Submission['values'][string] {
  if (element === undefined) return null;
  if (element.selected_options) return element.selected_options.map(({ value }) => value);
  return (
    element.value ??
    element.selected_option?.value ??
    element.selected_channel ??
    element.selected_conversation ??
    element.selected_user ??
    element.selected_date ??
    element.selected_time ??
    null
  );
}

function envelopeOf(
  event: object,
  body: SlackEventMiddlewareArgs['body'],
  type: MessageEventEnvelope['type'],
): MessageEventEnvelope {
  return { event, teamId: body.team_id, eventId: body.event_id, type };
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
    view: body.view ? { id: body.view.id, hash: body.view.hash, isModal: body.view.type === 'modal' } : null,
  };
}

/** Of a button, or of the option that was chosen in a menu. */
function valueOf(action: BlockAction['actions'][number]): string | undefined {
  if ('value' in action && typeof action.value === 'string') return action.value;
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
    threadTs: body.message ? threadOf(body.message) : null,
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
