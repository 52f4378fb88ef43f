import type { WorkspaceMessage, WorkspaceState } from '../control-api.ts';
import { applyEvent } from './apply-event.ts';
import { createChannelView } from './channel-view.ts';
import { callControl, followEvents } from './control.ts';
import { confirmDialog } from './dialog.ts';
import { createHomeView } from './home-view.ts';
import { createModalStack } from './modal-stack.ts';
import { createNames } from './names.ts';
import { formatPlace, parsePlace, type Place } from './route.ts';
import { createSession, type Session } from './session.ts';
import { createSidebar } from './sidebar.ts';
import { createThreadPane } from './thread-pane.ts';
import { createToasts } from './toasts.ts';
import { createTrafficPanel } from './traffic-panel.ts';

const WIDE = '(min-width: 1000px)';
const USER = 'gloss-user';

function part(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html lacks #${id}`);
  return found;
}

/** The person from the address, the last visit, or the first one of the workspace. */
async function readState(): Promise<{ me: string; state: WorkspaceState }> {
  const wanted = new URLSearchParams(location.search).get('user') ?? localStorage.getItem(USER) ?? '';
  let state = await callControl('state', { user: wanted });
  const people = state.users.filter((user) => !user.isBot);
  const me = people.find((user) => user.id === wanted)?.id ?? people[0]?.id;
  if (me === undefined) throw new Error('The workspace has no people.');
  if (me !== wanted) state = await callControl('state', { user: me });
  return { me, state };
}

function firstPlace(state: WorkspaceState): Place {
  const named = parsePlace(location.pathname, location.search, location.hash);
  if (named && (named.kind === 'home' || state.channels.some((channel) => channel.id === named.channel))) return named;
  const channel = state.channels.find((candidate) => candidate.kind !== 'im') ?? state.channels[0];
  return channel ? { kind: 'channel', channel: channel.id, thread: null } : { kind: 'home' };
}

function switchUser(id: string): void {
  localStorage.setItem(USER, id);
  // A fresh page for the other person: nothing that only the first may see stays behind.
  location.assign(`/?user=${encodeURIComponent(id)}${location.hash}`);
}

/** Keeps the address and the place in step, both ways. */
function followAddress(session: Session): void {
  window.addEventListener('hashchange', () => {
    const place = parsePlace('', '', location.hash);
    if (place && formatPlace(place) !== formatPlace(session.place)) session.go(place);
  });
  // A link to a message of this workspace moves the page instead of opening another.
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || link.origin !== location.origin || event.ctrlKey || event.metaKey) return;
    const place = link.pathname.startsWith('/archives/') ? parsePlace(link.pathname, link.search, '') : null;
    if (!place) return;
    event.preventDefault();
    session.go(place);
  });
}

/** On a narrow window the sidebar slides over the page. */
function createMenuToggle(session: Session): void {
  const toggle = part('menu-toggle');
  const close = () => {
    document.body.classList.remove('menu-open');
    toggle.setAttribute('aria-expanded', 'false');
  };
  toggle.addEventListener('click', () => {
    const open = document.body.classList.toggle('menu-open');
    toggle.setAttribute('aria-expanded', String(open));
    if (open) document.querySelector<HTMLElement>('#sidebar .entry')?.focus();
  });
  part('menu-shade').addEventListener('click', close);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
  });
  session.watch((change) => {
    if (change.about === 'place') close();
  });
}

async function start(): Promise<void> {
  const { me, state } = await readState();
  const toasts = createToasts(part('toasts'));
  const session = createSession({
    me,
    state,
    place: firstPlace(state),
    call: callControl,
    now: () => Date.now(),
    say: (text, kind) => toasts.show(text, kind),
    confirm: (dialog) => confirmDialog(dialog, createNames(session.state)),
    showAddress(place) {
      const address = `/${location.search}${formatPlace(place)}`;
      if (location.pathname + location.search + location.hash !== address) history.pushState(null, '', address);
    },
  });
  const parts = { head: part('place-head'), body: part('place-body') };
  createSidebar(part('sidebar'), session, switchUser);
  createChannelView(session, parts);
  createHomeView(session, parts);
  createThreadPane(part('thread'), session);
  createMenuToggle(session);
  followAddress(session);
  const traffic = createTrafficPanel(part('traffic'), part('traffic-toggle'), session);
  const modals = createModalStack(session);
  const live = part('live');
  const announce = (message: WorkspaceMessage) => {
    const author = session.names.user(message.user ?? message.bot_id ?? '');
    live.textContent = `${author}: ${message.text.slice(0, 160)}`;
  };
  const isWide = () => window.matchMedia(WIDE).matches;

  let opened = false;
  const onState = (up: boolean) => {
    part('offline').hidden = up;
    if (!up) {
      session.state = { ...session.state, app: { ...session.state.app, connected: false } };
      session.changed({ about: 'state' });
      return;
    }
    // History is read only when events flow, so nothing falls between the two.
    if (opened) void resume(session);
    else session.go(session.place);
    opened = true;
  };
  followEvents(me, (event) => applyEvent(event, { session, modals, traffic, announce, isWide }), onState);
}

/** What happened while the stream was down is read again; what the person was writing stays. */
async function resume(session: Session): Promise<void> {
  await session.attempt(session.refreshState());
  session.store.clear();
  session.changed({ about: 'reconnected' });
}

start().catch((error: unknown) => {
  const offline = part('offline');
  offline.hidden = false;
  offline.textContent = error instanceof Error ? error.message : String(error);
});
