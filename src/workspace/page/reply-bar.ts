import type { WorkspaceMessage } from '../control-api.ts';
import { renderAvatar } from './avatar.ts';
import { element } from './element.ts';
import { formatClock, formatDay, messageTime } from './format-time.ts';
import { renderText } from './render-text.ts';
import type { Session } from './session.ts';

/** Under a root: how many replies, who wrote the last ones, and what the app is doing there. Null when there is nothing to tell. */
export function renderReplyBar(message: WorkspaceMessage, session: Session): HTMLElement | null {
  const count = message.reply_count ?? 0;
  const status = session.statuses.get(`${message.channel} ${message.ts}`) ?? '';
  if (count === 0 && status === '') return null;
  const replies = session.store.thread(message.channel, message.ts).slice(1);
  // The replies are known once the thread was open; the root names who wrote them before that.
  const known =
    replies.length > 0 ? replies.map((reply) => reply.user ?? session.state.app.botUserId) : message.reply_users;
  const people = [...new Set(known)].slice(0, 3);
  const { app } = session.state;
  const faces = people.map((id) => renderAvatar(id, session.names.user(id), id === app.botUserId));
  const last = message.latest_reply ? messageTime(message.latest_reply) : null;
  const when =
    last === null ? '' : `Last reply ${formatDay(last, session.now()).toLowerCase()} at ${formatClock(last)}`;
  const bar = element(
    'button',
    { type: 'button', class: 'reply-bar', 'data-testid': 'open-thread' },
    ...faces,
    count > 0 && element('span', { class: 'reply-count' }, `${count} ${count === 1 ? 'reply' : 'replies'}`),
    status === '' ? element('span', { class: 'quiet reply-when' }, when) : renderStatus(status, session.state.app.name),
  );
  bar.addEventListener('click', () => session.go({ kind: 'channel', channel: message.channel, thread: message.ts }));
  return bar;
}

/** “Gloss is reading…” with moving dots; a status that does not name the app gets its name before it. */
export function renderStatus(status: string, appName: string): HTMLElement {
  const sentence = /^(?:is|has|was)\b/i.test(status) ? `${appName} ${status}` : status;
  return element(
    'span',
    { class: 'status-line', 'data-testid': 'status' },
    element('span', { class: 'dots', 'aria-hidden': 'true' }, element('i'), element('i'), element('i')),
    element('span', {}, ...renderText(sentence)),
  );
}
