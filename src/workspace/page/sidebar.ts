import { renderAvatar, renderMark } from './avatar.ts';
import { element } from './element.ts';
import { icon } from './icon.ts';
import type { Place } from './route.ts';
import type { Session } from './session.ts';

/** Workspace, channels, the app, and who the person is. */
export function createSidebar(nav: HTMLElement, session: Session, switchUser: (id: string) => void): void {
  const team = element('span', { class: 'team-name' });
  const channels = element('ul', { 'aria-labelledby': 'channels-title' });
  const apps = element('ul', { 'aria-labelledby': 'apps-title' });
  const connection = element('div', {});
  const picker = element('div', {});
  nav.replaceChildren(
    element('div', { class: 'team' }, element('span', { class: 'team-mark' }, renderMark()), team),
    element('h2', { id: 'channels-title' }, 'Channels'),
    channels,
    element('h2', { id: 'apps-title' }, 'App'),
    apps,
    element('div', { class: 'sidebar-foot' }, connection, picker),
  );
  const shown = new Map<HTMLElement, string>();

  /** Draws a part only when what it shows has changed, so an open list or a pressed button is left alone. */
  function update(node: HTMLElement, facts: unknown, render: () => HTMLElement[]): void {
    const key = JSON.stringify(facts);
    if (shown.get(node) === key) return;
    shown.set(node, key);
    const focused = node.contains(document.activeElement) ? document.activeElement?.textContent : null;
    node.replaceChildren(...render());
    if (focused) [...node.querySelectorAll('button')].find((button) => button.textContent === focused)?.focus();
  }

  function draw(): void {
    const { state, place, unread, me } = session;
    const rooms = state.channels.filter((channel) => channel.kind !== 'im');
    const direct = state.channels.find((channel) => channel.kind === 'im' && channel.memberIds.includes(me));
    const here = place.kind === 'home' ? 'home' : place.channel;
    team.textContent = state.team.name;
    update(channels, [rooms, here, [...unread]], () =>
      rooms.map(({ id, kind, name }) =>
        renderEntry(icon(kind === 'private' ? 'lock' : 'hash'), name, { kind: 'channel', channel: id, thread: null }),
      ),
    );
    update(apps, [direct, here, [...unread], state.app.name], () => [
      renderEntry(icon('home'), `${state.app.name} Home`, { kind: 'home' }),
      ...(direct
        ? [
            renderEntry(icon('message'), `Chat with ${state.app.name}`, {
              kind: 'channel',
              channel: direct.id,
              thread: null,
            }),
          ]
        : []),
    ]);
    update(connection, state.app, () => [renderConnection()]);
    update(picker, [state.users, me], () => [renderPicker()]);
  }

  function renderEntry(drawing: SVGSVGElement, name: string, place: Place): HTMLElement {
    const here =
      session.place.kind === place.kind &&
      (place.kind === 'home' || (session.place.kind === 'channel' && session.place.channel === place.channel));
    const unread = place.kind === 'channel' ? (session.unread.get(place.channel) ?? 0) : 0;
    const button = element(
      'button',
      { type: 'button', class: unread > 0 ? 'entry entry-unread' : 'entry', 'aria-current': here ? 'page' : null },
      drawing,
      element('span', { class: 'entry-name' }, name),
      unread > 0 && element('span', { class: 'unread', 'aria-label': `${unread} unread` }, String(unread)),
    );
    button.addEventListener('click', () => session.go(place));
    return element('li', {}, button);
  }

  function renderConnection(): HTMLElement {
    const { connected, name } = session.state.app;
    return element(
      'p',
      { class: `connection ${connected ? 'connected' : 'disconnected'}`, role: 'status', 'data-testid': 'connection' },
      element('span', { class: 'connection-dot', 'aria-hidden': 'true' }),
      connected ? `${name} is connected` : `${name} is not connected`,
    );
  }

  function renderPicker(): HTMLElement {
    const people = session.state.users.filter((user) => !user.isBot);
    const select = element(
      'select',
      { id: 'user-picker', 'data-testid': 'user-picker' },
      ...people.map((user) =>
        element(
          'option',
          { value: user.id, selected: user.id === session.me },
          `${user.realName || user.name}${user.isAdmin ? ' (admin)' : ''}`,
        ),
      ),
    );
    select.addEventListener('change', () => switchUser(select.value));
    const me = people.find((user) => user.id === session.me);
    return element(
      'div',
      { class: 'picker' },
      renderAvatar(session.me, me?.realName || me?.name || session.me, false),
      element('div', {}, element('label', { for: 'user-picker' }, 'You are'), select),
    );
  }

  session.watch((change) => {
    if (change.about === 'place' || change.about === 'unread' || change.about === 'state') draw();
  });
  draw();
}
