import type { WorkspaceMessage } from '../control-api.ts';
import { renderAvatar } from './avatar.ts';
import { blockContextFor } from './block-context-for.ts';
import { renderBlocks } from './blocks/index.ts';
import { element, type Child } from './element.ts';
import { formatClock, formatMoment, messageTime } from './format-time.ts';
import { icon } from './icon.ts';
import { renderMessageTools, startEditing } from './message-tools.ts';
import { asRecord, asRecords, asText } from './read-json.ts';
import { renderEmoji } from './render-emoji.ts';
import { renderFile } from './render-file.ts';
import { renderMrkdwn } from './render-mrkdwn.ts';
import { renderReplyBar } from './reply-bar.ts';
import type { Session } from './session.ts';

export interface MessageItemOptions {
  /** Follows its author's last message closely, so the head is left out. */
  compact: boolean;
  /** Shown inside the thread pane, where replies need no bar. */
  inThread: boolean;
  chartWidth: number;
  dismiss: (message: WorkspaceMessage) => void;
}

/** One message with all that belongs to it. */
export function renderMessage(message: WorkspaceMessage, session: Session, options: MessageItemOptions): HTMLElement {
  const { app, users } = session.state;
  const isApp = message.bot_id === app.botId || message.user === app.botUserId;
  const author = isApp ? app.name : session.names.user(message.user ?? message.bot_id ?? '');
  const at = messageTime(message.ts);
  const isBot = isApp || message.bot_id !== undefined || users.find((user) => user.id === message.user)?.isBot === true;
  const time = element(
    'time',
    { class: 'time', datetime: new Date(at).toISOString(), title: formatMoment(at) },
    formatClock(at),
  );
  const isNotice = /^(?:channel|group)_(?:join|leave|topic|purpose|name)$/.test(message.subtype ?? '');
  const body = element('div', { class: 'message-body' }, ...renderContent(message, session, options.chartWidth));
  const item = element(
    'li',
    {
      class: [
        'message',
        options.compact && 'compact',
        message.ephemeralFor && 'ephemeral',
        isNotice && 'notice',
        message.streaming && 'streaming',
      ]
        .filter(Boolean)
        .join(' '),
      'data-testid': 'message',
      'data-ts': message.ts,
      'data-author': author,
    },
    message.ephemeralFor && renderEphemeralMark(() => options.dismiss(message)),
    element(
      'article',
      { 'aria-label': `${author} at ${formatClock(at)}` },
      options.compact ? time : renderAvatar(message.user ?? '', author, isApp),
      element(
        'div',
        { class: 'message-main' },
        !options.compact &&
          element(
            'div',
            { class: 'message-head' },
            element('span', { class: 'author' }, author),
            isBot && element('span', { class: 'badge' }, 'App'),
            time,
          ),
        body,
        renderReactions(message, session),
        !options.inThread && !message.ephemeralFor && renderReplyBar(message, session),
      ),
    ),
  );
  if (!message.ephemeralFor && !isNotice) {
    item.append(
      renderMessageTools(message, session, {
        inThread: options.inThread,
        edit: () => startEditing(message, session, body),
      }),
    );
  }
  return item;
}

function renderContent(message: WorkspaceMessage, session: Session, chartWidth: number): Child[] {
  const files = message.files ?? [];
  const context = blockContextFor(session, { channel: message.channel, ts: message.ts }, { files, chartWidth });
  const blocks = message.blocks ?? [];
  const content: HTMLElement[] =
    blocks.length > 0
      ? renderBlocks(blocks, context)
      : message.text !== ''
        ? [renderMrkdwn(message.text, session.names)]
        : [];
  const attachments = asRecords(message.attachments).map((attachment) => {
    const inner = Array.isArray(attachment['blocks']) ? attachment['blocks'] : [];
    const text = asText(attachment['text']) || asText(attachment['fallback']);
    const drawn = inner.length > 0 ? renderBlocks(inner, context) : [renderMrkdwn(text, session.names)];
    return element('div', { class: 'attachment' }, ...drawn);
  });
  const shownInBlocks = new Set(blocks.map((block) => asText(asRecord(block)['external_id'])));
  const loose = files.filter((file) => !shownInBlocks.has(file.id)).map(renderFile);
  // An app changes its message as it works, so only a person's change is worth a mark.
  const isPerson = message.bot_id === undefined;
  const edited = message.edited && isPerson ? element('span', { class: 'edited' }, '(edited)') : null;
  // The mark follows the last words where the message ends in a paragraph.
  const end = attachments.length + loose.length === 0 ? content.at(-1)?.lastElementChild : null;
  const isWords = end?.tagName === 'P' && end.parentElement?.classList.contains('text') === true;
  if (edited && isWords) end.append(' ', edited);
  return [
    element('div', { class: 'blocks' }, ...content),
    ...attachments,
    loose.length > 0 && element('div', { class: 'files' }, ...loose),
    !isWords && edited,
  ];
}

function renderReactions(message: WorkspaceMessage, session: Session): HTMLElement | null {
  const reactions = (message.reactions ?? []).filter((reaction) => reaction.users.length > 0);
  if (reactions.length === 0) return null;
  const buttons = reactions.map(({ name, users }) => {
    const mine = users.includes(session.me);
    const who = users.map((user) => session.names.user(user)).join(', ');
    const button = element(
      'button',
      {
        type: 'button',
        class: 'reaction',
        'aria-pressed': String(mine),
        'aria-label': `${name.replaceAll('_', ' ')}, ${users.length}: ${who}`,
        title: `${who} reacted with :${name}:`,
      },
      renderEmoji(name),
      element('span', {}, String(users.length)),
    );
    button.addEventListener('click', () => {
      const { channel, ts } = message;
      void session.attempt(
        session.call('react', { user: session.me, channel, ts, name, ...(mine && { remove: true }) }),
      );
    });
    return button;
  });
  return element('div', { class: 'reactions', role: 'group', 'aria-label': 'Reactions' }, ...buttons);
}

function renderEphemeralMark(dismiss: () => void): HTMLElement {
  const button = element('button', { type: 'button', class: 'link-button' }, 'Dismiss');
  button.addEventListener('click', dismiss);
  return element(
    'p',
    { class: 'ephemeral-mark' },
    icon('eye'),
    'Only visible to you',
    element('span', { 'aria-hidden': 'true' }, '·'),
    button,
  );
}
