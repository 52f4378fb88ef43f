import { createComposer } from './composer.ts';
import { element } from './element.ts';
import { icon } from './icon.ts';
import { createMessageList } from './message-list.ts';
import { renderTryIt } from './try-it.ts';
import type { Session } from './session.ts';

/** A channel or the direct message with the app: its messages and where to write. Fills `main` while such a place is open. */
export function createChannelView(session: Session, parts: { head: HTMLElement; body: HTMLElement }): void {
  const intro = element('div', { class: 'intro' });
  const list = element('ol', { class: 'messages', 'aria-label': 'Messages' });
  const scroller = element(
    'div',
    { class: 'scroller', id: 'messages', tabindex: '0', role: 'region', 'aria-label': 'Conversation' },
    intro,
    list,
  );
  const newer = element(
    'button',
    { type: 'button', class: 'newer', hidden: true },
    'New messages',
    icon('chevronDown'),
  );
  const composer = createComposer(session, 'composer');
  const messages = createMessageList({
    session,
    list,
    scroller,
    inThread: false,
    dismiss(message) {
      session.store.remove(message.channel, message.ts);
      session.changed({ about: 'messages', channel: message.channel });
    },
  });
  let channelId = '';

  function draw(): void {
    const roots = session.store.roots(channelId);
    const before = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
    const count = list.querySelectorAll('.message').length;
    messages.update(roots);
    const after = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
    if (count > 0 && roots.length > count && before > 200 && after > 200) newer.hidden = false;
  }

  function drawHead(): void {
    const channel = session.state.channels.find((candidate) => candidate.id === channelId);
    if (channel?.kind === 'im') {
      parts.head.replaceChildren(...renderAppTabs(session, 'messages'));
    } else {
      const drawing = icon(channel?.kind === 'private' ? 'lock' : 'hash');
      const count = channel?.memberIds.length ?? 0;
      parts.head.replaceChildren(
        element('h1', {}, drawing, channel?.name ?? channelId),
        element('span', { class: 'quiet members' }, `${count} ${count === 1 ? 'member' : 'members'}`),
      );
    }
  }

  /** The beginning of the channel and the composer; drawn once, so nobody's click or caret is lost to a later change. */
  function drawFrame(): void {
    const channel = session.state.channels.find((candidate) => candidate.id === channelId);
    const { app } = session.state;
    const name = channel?.kind === 'im' ? app.name : `#${channel?.name ?? channelId}`;
    const about =
      channel?.kind === 'im'
        ? `Send ${app.name} a link here: only you see the answer.`
        : `This is the beginning of ${name}.`;
    intro.replaceChildren(
      element('h2', {}, name),
      element('p', { class: 'quiet' }, about),
      renderTryIt(session, channelId) ?? '',
    );
    composer.aim({ channel: channelId, thread: null, label: `Message ${name}` });
    list.setAttribute('aria-label', `Messages in ${name}`);
    document.title = `${name} · ${session.state.team.name}`;
  }

  async function open(id: string): Promise<void> {
    channelId = id;
    messages.clear();
    newer.hidden = true;
    parts.body.replaceChildren(scroller, newer, composer.node);
    drawHead();
    drawFrame();
    draw();
    messages.toEnd();
    await load(id);
    if (channelId !== id) return;
    messages.toEnd();
    // On a phone the keyboard would cover what was opened.
    if (window.matchMedia('(hover: hover)').matches) composer.focus();
  }

  async function load(id: string): Promise<void> {
    const asked = session.call('history', { user: session.me, channel: id, limit: 200 });
    await session.attempt(asked.then((answer) => session.store.load(answer.messages)));
    if (channelId === id) draw();
  }

  newer.addEventListener('click', () => {
    scroller.scrollTop = scroller.scrollHeight;
    newer.hidden = true;
  });
  scroller.addEventListener('scroll', () => {
    if (scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80) newer.hidden = true;
  });
  session.watch((change) => {
    if (change.about === 'place') {
      if (session.place.kind !== 'channel') channelId = '';
      else if (session.place.channel !== channelId) void open(session.place.channel);
    }
    if (channelId === '') return;
    if (change.about === 'messages' && change.channel === channelId) draw();
    if (change.about === 'status' && change.channel === channelId) messages.refresh(change.thread);
    if (change.about === 'state') drawHead();
    if (change.about === 'reconnected') void load(channelId);
  });
}

/** The two tabs of the app: its Home and its messages. */
export function renderAppTabs(session: Session, current: 'home' | 'messages'): HTMLElement[] {
  const { app, channels } = session.state;
  const direct = channels.find((channel) => channel.kind === 'im' && channel.memberIds.includes(session.me));
  const tab = (name: 'home' | 'messages', label: string, go: () => void) => {
    const button = element(
      'button',
      { type: 'button', class: 'tab', 'aria-current': current === name ? 'page' : null },
      label,
    );
    button.addEventListener('click', go);
    return button;
  };
  const tabs = [
    tab('home', 'Home', () => session.go({ kind: 'home' })),
    ...(direct
      ? [tab('messages', 'Messages', () => session.go({ kind: 'channel', channel: direct.id, thread: null }))]
      : []),
  ];
  return [element('h1', {}, app.name), element('nav', { class: 'tabs', 'aria-label': app.name }, ...tabs)];
}
