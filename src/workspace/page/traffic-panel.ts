import type { TrafficEntry } from '../control-api.ts';
import { element } from './element.ts';
import { formatClock } from './format-time.ts';
import { icon } from './icon.ts';
import type { Session } from './session.ts';

/** Lines kept on the page; the workspace keeps more. */
const MOST = 300;

export interface TrafficPanel {
  show(entry: TrafficEntry): void;
  toggle(): void;
}

/** What goes between the workspace and the app, newest first, each line unfolding to its JSON. */
export function createTrafficPanel(panel: HTMLElement, toggle: HTMLElement, session: Session): TrafficPanel {
  const entries = new Map<number, { entry: TrafficEntry; row: HTMLElement }>();
  const filter = element('input', {
    type: 'search',
    placeholder: 'Filter, such as chat.update',
    'aria-label': 'Filter traffic',
  });
  const clear = element('button', { type: 'button', class: 'button button-small' }, 'Clear');
  const close = element(
    'button',
    { type: 'button', class: 'icon-button', 'aria-label': 'Close traffic' },
    icon('close'),
  );
  const list = element('ol', { class: 'traffic-list', 'aria-label': 'Traffic', tabindex: '0' });
  const empty = element(
    'p',
    { class: 'quiet traffic-empty' },
    'Nothing yet. Post a message and watch what the app does.',
  );
  panel.replaceChildren(
    element('div', { class: 'panel-head' }, element('h2', {}, 'Traffic'), filter, clear, close),
    empty,
    list,
  );
  let loaded = false;

  function setOpen(open: boolean): void {
    panel.hidden = !open;
    toggle.setAttribute('aria-expanded', String(open));
    if (open && !loaded) {
      loaded = true;
      const asked = session.call('traffic', {});
      void session.attempt(asked.then((answer) => answer.entries.forEach(show)));
    }
    (open ? filter : toggle).focus();
  }
  const matches = (entry: TrafficEntry) => {
    const wanted = filter.value.trim().toLowerCase();
    return wanted === '' || `${entry.what} ${JSON.stringify(entry.body)}`.toLowerCase().includes(wanted);
  };

  function show(entry: TrafficEntry): void {
    const known = entries.get(entry.id);
    const row = renderRow(entry, known?.row.querySelector('details')?.open ?? false);
    row.hidden = !matches(entry);
    if (known) known.row.replaceWith(row);
    else {
      // Entries come in order but for what is read from the past, so look for the place from the top.
      const next = [...list.children].find((other) => Number((other as HTMLElement).dataset['id']) < entry.id);
      list.insertBefore(row, next ?? null);
    }
    entries.set(entry.id, { entry, row });
    if (entries.size > MOST) {
      const oldest = Math.min(...entries.keys());
      entries.get(oldest)?.row.remove();
      entries.delete(oldest);
    }
    empty.hidden = entries.size > 0;
  }

  filter.addEventListener('input', () => {
    for (const { entry, row } of entries.values()) row.hidden = !matches(entry);
  });
  clear.addEventListener('click', () => {
    entries.clear();
    list.replaceChildren();
    empty.hidden = false;
  });
  close.addEventListener('click', () => setOpen(false));
  toggle.addEventListener('click', () => setOpen(panel.hidden !== false));
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') setOpen(false);
  });
  return { show, toggle: () => setOpen(panel.hidden !== false) };
}

function renderRow(entry: TrafficEntry, open: boolean): HTMLElement {
  const failed = entry.error !== null;
  const toApp = entry.direction === 'to_app';
  const outcome = failed ? entry.error : entry.tookMs === null ? '…' : `${Math.round(entry.tookMs)} ms`;
  const details = element(
    'details',
    { open },
    element(
      'summary',
      {},
      element(
        'span',
        { class: `traffic-way ${toApp ? 'way-in' : 'way-out'}`, title: toApp ? 'To the app' : 'From the app' },
        toApp ? 'to app' : 'from app',
      ),
      element('span', { class: 'traffic-what' }, entry.what),
      element('span', { class: failed ? 'traffic-outcome failed' : 'traffic-outcome' }, outcome),
      element('time', { class: 'traffic-time' }, formatClock(entry.at)),
    ),
  );
  // The JSON can be large, so it is written only when somebody looks.
  const fill = () => {
    if (details.open && details.children.length === 1) {
      details.append(
        json(toApp ? 'Payload' : 'Request', entry.body),
        json(toApp ? 'Acknowledgement' : 'Answer', entry.answer),
      );
    }
  };
  details.addEventListener('toggle', fill);
  fill();
  return element('li', { 'data-id': entry.id, 'data-testid': 'traffic-entry' }, details);
}

function json(label: string, value: unknown): HTMLElement {
  return element(
    'div',
    { class: 'traffic-json' },
    element('h3', {}, label),
    element('pre', {}, JSON.stringify(value, null, 2)),
  );
}
