import { blockContextFor } from './block-context-for.ts';
import { renderBlocks } from './blocks/index.ts';
import { renderAppTabs } from './channel-view.ts';
import { element } from './element.ts';
import type { Session } from './session.ts';

/** The app's Home tab. It is drawn again whenever the app publishes it. */
export function createHomeView(session: Session, parts: { head: HTMLElement; body: HTMLElement }): void {
  let open = false;

  function draw(): void {
    const view = session.home;
    const scroller = parts.body.querySelector('.home');
    const scrolled = scroller?.scrollTop ?? 0;
    const chartWidth = Math.max(240, Math.min(560, parts.body.clientWidth - 64));
    const content = view
      ? renderBlocks(view.blocks, blockContextFor(session, { viewId: view.id }, { chartWidth }))
      : [element('p', { class: 'quiet' }, `${session.state.app.name} has not published its Home yet.`)];
    const home = element(
      'div',
      { class: 'home', id: 'messages', tabindex: '0', role: 'region', 'aria-label': 'Home', 'data-testid': 'home' },
      element('div', { class: 'blocks home-blocks' }, ...content),
    );
    parts.head.replaceChildren(...renderAppTabs(session, 'home'));
    parts.body.replaceChildren(home);
    home.scrollTop = scrolled;
    document.title = `${session.state.app.name} · ${session.state.team.name}`;
  }

  async function show(): Promise<void> {
    draw();
    const asked = session.call('openHome', { user: session.me, tab: 'home' });
    await session.attempt(asked.then((answer) => (session.home = answer.view ?? session.home)));
    if (open) draw();
  }

  session.watch((change) => {
    if (change.about === 'place') {
      const opens = session.place.kind === 'home' && !open;
      open = session.place.kind === 'home';
      if (opens) void show();
    }
    if (open && change.about === 'reconnected') void show();
    if (open && (change.about === 'home' || change.about === 'state')) draw();
  });
}
