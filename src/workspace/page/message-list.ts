import type { WorkspaceMessage } from '../control-api.ts';
import { element } from './element.ts';
import { formatDay, messageTime } from './format-time.ts';
import { renderMessage } from './message-item.ts';
import type { Session } from './session.ts';

/** Messages of one author closer than this, in milliseconds, share a head. */
const TOGETHER_MS = 5 * 60_000;

/** Pixels from the end within which new messages keep the list at its end. */
const NEAR_END = 120;

export interface MessageList {
  /** Draws these messages; only what changed is drawn again. */
  update(messages: readonly WorkspaceMessage[]): void;
  /** Draws all again, for instance when a status changed. */
  refresh(ts: string): void;
  toEnd(): void;
  clear(): void;
}

export interface MessageListOptions {
  session: Session;
  list: HTMLElement;
  /** What scrolls. */
  scroller: HTMLElement;
  inThread: boolean;
  dismiss: (message: WorkspaceMessage) => void;
}

interface Drawn {
  message: WorkspaceMessage;
  compact: boolean;
  node: HTMLElement;
}

export function createMessageList(options: MessageListOptions): MessageList {
  const { session, list, scroller } = options;
  const drawn = new Map<string, Drawn>();
  let shown: readonly WorkspaceMessage[] = [];

  function update(messages: readonly WorkspaceMessage[]): void {
    const atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END;
    const newest = messages.at(-1);
    const hasNew = newest !== undefined && !drawn.has(newest.ts);
    const nodes = messages.flatMap((message, index) => {
      const before = messages[index - 1];
      const newDay = !before || dayOf(before) !== dayOf(message);
      const node = drawOne(message, !newDay && isTogether(before, message));
      return newDay && !options.inThread ? [renderDay(dayOf(message)), node] : [node];
    });
    const keep = new Set(messages.map((message) => message.ts));
    for (const ts of drawn.keys()) if (!keep.has(ts)) drawn.delete(ts);
    arrange(list, nodes);
    shown = messages;
    if (atEnd || (hasNew && newest.user === session.me)) settle(newest);
  }

  /** The end of the list, unless the last message is taller than the view: then its beginning. */
  function settle(newest: WorkspaceMessage | undefined): void {
    const node = newest && drawn.get(newest.ts)?.node;
    if (node && node.offsetHeight > scroller.clientHeight - 40) scroller.scrollTop = node.offsetTop - 12;
    else scroller.scrollTop = scroller.scrollHeight;
  }

  function drawOne(message: WorkspaceMessage, compact: boolean): HTMLElement {
    const known = drawn.get(message.ts);
    if (known && known.message === message && known.compact === compact) return known.node;
    const chartWidth = Math.max(240, Math.min(560, (scroller.clientWidth || 640) - 96));
    const { inThread, dismiss } = options;
    const node = renderMessage(message, session, { compact, inThread, chartWidth, dismiss });
    if (known) {
      keepOpen(known.node, node);
      keepFocus(known.node, node);
    }
    drawn.set(message.ts, { message, compact, node });
    return node;
  }

  function dayOf(message: WorkspaceMessage): string {
    return formatDay(messageTime(message.ts), session.now());
  }

  return {
    update,
    refresh(ts) {
      const known = drawn.get(ts);
      if (!known) return;
      drawn.set(ts, { ...known, message: { ...known.message } });
      update(shown);
    },
    toEnd: () => settle(shown.at(-1)),
    clear() {
      drawn.clear();
      shown = [];
      list.replaceChildren();
    },
  };
}

function isTogether(before: WorkspaceMessage | undefined, message: WorkspaceMessage): boolean {
  if (!before || before.user !== message.user || before.bot_id !== message.bot_id) return false;
  if (before.ephemeralFor !== message.ephemeralFor || before.subtype !== message.subtype) return false;
  return (before.reply_count ?? 0) === 0 && messageTime(message.ts) - messageTime(before.ts) < TOGETHER_MS;
}

function renderDay(day: string): HTMLElement {
  return element('li', { class: 'day', 'data-day': day }, element('span', {}, day));
}

/** Brings the children into this order and leaves those that stand right untouched, so scrolling and focus stay. */
function arrange(list: HTMLElement, nodes: readonly HTMLElement[]): void {
  nodes.forEach((node, index) => {
    const current = list.children[index];
    if (current === node) return;
    const sameDay =
      node.dataset['day'] !== undefined && (current as HTMLElement | undefined)?.dataset['day'] === node.dataset['day'];
    if (!sameDay) list.insertBefore(node, current ?? null);
  });
  while (list.children.length > nodes.length) list.lastElementChild?.remove();
}

/** Unfolded details stay unfolded in the message's new drawing. */
function keepOpen(before: HTMLElement, after: HTMLElement): void {
  const olds = [...before.querySelectorAll('details')];
  [...after.querySelectorAll('details')].forEach((details, index) => {
    const old = olds[index];
    if (old && old.className === details.className) details.open = old.open;
  });
}

/** The button that had the focus has it again: found by its action or its words. */
function keepFocus(before: HTMLElement, after: HTMLElement): void {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || !before.contains(active)) return;
  const nameOf = (node: HTMLElement) => node.dataset['actionId'] ?? node.getAttribute('aria-label') ?? node.textContent;
  const name = nameOf(active);
  const match = [...after.querySelectorAll<HTMLElement>(active.tagName)].find((node) => nameOf(node) === name);
  // It can take the focus only once it is in the page.
  if (match) queueMicrotask(() => match.focus({ preventScroll: true }));
}
