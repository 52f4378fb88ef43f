import { createComposer } from './composer.ts';
import { element } from './element.ts';
import { icon } from './icon.ts';
import { createMessageList } from './message-list.ts';
import { renderStatus } from './reply-bar.ts';
import type { Session } from './session.ts';

/** The pane beside a channel that holds one thread. Escape and the cross close it and give the focus back. */
export function createThreadPane(pane: HTMLElement, session: Session): void {
  const close = element(
    'button',
    { type: 'button', class: 'icon-button', 'aria-label': 'Close thread' },
    icon('close'),
  );
  const where = element('span', { class: 'quiet' });
  const list = element('ol', { class: 'messages', 'aria-label': 'Thread' });
  const status = element('div', { class: 'thread-status', 'aria-live': 'polite' });
  const scroller = element(
    'div',
    { class: 'scroller', tabindex: '0', role: 'region', 'aria-label': 'Replies' },
    list,
    status,
  );
  const composer = createComposer(session, 'thread-composer');
  pane.replaceChildren(
    element('div', { class: 'panel-head' }, element('h2', {}, 'Thread'), where, close),
    scroller,
    composer.node,
  );
  const messages = createMessageList({
    session,
    list,
    scroller,
    inThread: true,
    dismiss(message) {
      session.store.remove(message.channel, message.ts);
      session.changed({ about: 'messages', channel: message.channel });
    },
  });
  let current: { channel: string; thread: string } | null = null;
  /** A root that was there and is gone was deleted, and its thread with it; one that is still to be read was never there. */
  let isRootShown = false;
  let returnTo: Element | null = null;

  const hasRoot = () => current !== null && session.store.get(current.channel, current.thread) !== undefined;

  function draw(): void {
    if (!current) return;
    isRootShown ||= hasRoot();
    messages.update(session.store.thread(current.channel, current.thread));
    const text = session.statuses.get(`${current.channel} ${current.thread}`) ?? '';
    const before = status.textContent;
    status.replaceChildren(...(text === '' ? [] : [renderStatus(text, session.state.app.name)]));
    if (before === '' && text !== '') scroller.scrollTop = scroller.scrollHeight;
  }

  async function open(channel: string, thread: string): Promise<void> {
    if (!current) returnTo = document.activeElement;
    current = { channel, thread };
    isRootShown = false;
    pane.hidden = false;
    messages.clear();
    const isDirect = session.state.channels.find((candidate) => candidate.id === channel)?.kind === 'im';
    where.textContent = isDirect ? session.state.app.name : `#${session.names.channel(channel)}`;
    composer.aim({ channel, thread, label: 'Reply…' });
    draw();
    await load(channel, thread);
    // A thread is read from its beginning.
    if (current?.thread === thread) scroller.scrollTop = 0;
  }

  async function load(channel: string, thread: string): Promise<void> {
    const asked = session.call('history', { user: session.me, channel, thread_ts: thread, limit: 200 });
    await session.attempt(asked.then((answer) => session.store.load(answer.messages)));
    if (current?.thread === thread) draw();
  }

  function shut(): void {
    current = null;
    pane.hidden = true;
    messages.clear();
    if (returnTo instanceof HTMLElement && returnTo.isConnected) returnTo.focus();
    returnTo = null;
  }

  const leave = () => {
    if (session.place.kind === 'channel') session.go({ ...session.place, thread: null });
  };
  close.addEventListener('click', leave);
  pane.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented) leave();
  });
  session.watch((change) => {
    if (change.about === 'place') {
      const { place } = session;
      const thread = place.kind === 'channel' ? place.thread : null;
      if (place.kind === 'channel' && thread !== null) {
        if (current?.channel !== place.channel || current.thread !== thread) void open(place.channel, thread);
      } else if (current) shut();
    }
    if (current && change.about === 'reconnected') void load(current.channel, current.thread);
    if (current && change.about === 'messages' && change.channel === current.channel) {
      if (isRootShown && !hasRoot()) leave();
      else draw();
    }
    if (current && change.about === 'status' && change.thread === current.thread) draw();
  });
}
