import type { WorkspaceEvent, WorkspaceMessage } from '../control-api.ts';
import type { ModalStack } from './modal-stack.ts';
import type { Session } from './session.ts';
import type { TrafficPanel } from './traffic-panel.ts';

export interface EventTargets {
  session: Session;
  modals: ModalStack;
  traffic: TrafficPanel;
  /** Reads a new message out to screen readers. */
  announce: (message: WorkspaceMessage) => void;
  /** Whether the window leaves room for a thread beside its channel. */
  isWide: () => boolean;
}

/** Brings one event of the workspace onto the page. */
export function applyEvent(event: WorkspaceEvent, targets: EventTargets): void {
  const { session, modals, traffic } = targets;
  switch (event.type) {
    case 'message':
      addMessage(event.message, targets);
      return;
    case 'message_changed':
      session.store.change(event.message);
      session.changed({ about: 'messages', channel: event.message.channel });
      return;
    case 'message_deleted':
      session.store.remove(event.channel, event.ts);
      session.changed({ about: 'messages', channel: event.channel });
      return;
    case 'view_opened':
      if (event.user === session.me) modals.open(event.view);
      return;
    case 'view_updated':
      if (event.user === session.me) modals.update(event.view);
      return;
    case 'view_closed':
      if (event.user === session.me) modals.close(event.viewId, event.all);
      return;
    case 'home':
      if (event.user !== session.me) return;
      session.home = event.view;
      session.changed({ about: 'home' });
      return;
    case 'operation_timeout':
      if (event.user === session.me) {
        session.say(
          `${session.state.app.name} did not answer within three seconds (operation_timeout: ${event.what}).`,
          'problem',
        );
      }
      return;
    case 'status':
      setStatus(session, event.channel, event.thread_ts, event.status);
      return;
    case 'app_connected':
    case 'app_disconnected':
      session.state = { ...session.state, app: { ...session.state.app, connected: event.type === 'app_connected' } };
      session.changed({ about: 'state' });
      return;
    case 'traffic':
      traffic.show(event.entry);
  }
}

function addMessage(message: WorkspaceMessage, { session, announce, isWide }: EventTargets): void {
  if (message.ephemeralFor && message.ephemeralFor !== session.me) return;
  const isOwnPost = message.user === session.me && session.sending > 0;
  if (isOwnPost && !session.posted.has(message.ts)) session.posted.set(message.ts, 'waiting');
  if (!session.store.add(message)) return;
  const isKnown = session.state.channels.some((channel) => channel.id === message.channel);
  if (!isKnown) void session.attempt(session.refreshState());
  const { app } = session.state;
  const isApp = message.bot_id === app.botId || message.user === app.botUserId;
  const thread = message.thread_ts;
  // What the app posts in a thread ends the status it had shown there.
  if (isApp && thread) setStatus(session, message.channel, thread, '');
  const { place } = session;
  const here = place.kind === 'channel' && place.channel === message.channel;
  if (!here && message.user !== session.me) {
    session.unread.set(message.channel, (session.unread.get(message.channel) ?? 0) + 1);
    session.changed({ about: 'unread' });
  }
  session.changed({ about: 'messages', channel: message.channel });
  if (message.user !== session.me) announce(message);
  // The first answer to a link that this person just posted opens beside it, where there is room and nothing else is open.
  if (here && isApp && thread && place.thread === null && session.posted.get(thread) === 'waiting' && isWide()) {
    session.posted.set(thread, 'opened');
    session.go({ ...place, thread });
  }
}

function setStatus(session: Session, channel: string, thread: string, status: string): void {
  const key = `${channel} ${thread}`;
  if ((session.statuses.get(key) ?? '') === status) return;
  if (status === '') session.statuses.delete(key);
  else session.statuses.set(key, status);
  session.changed({ about: 'status', channel, thread });
}
