import type { WorkspaceMessage } from '../control-api.ts';
import { asTyped } from './as-typed.ts';
import { element } from './element.ts';
import { REACTION_CHOICES } from './emoji.ts';
import { icon, type IconName } from './icon.ts';
import { closePopover, openMenu, openPopover, type MenuEntry } from './open-menu.ts';
import { renderEmoji } from './render-emoji.ts';
import type { Session } from './session.ts';

/** The small bar that comes up on a message: react, reply, and what else can be done with it. */
export function renderMessageTools(
  message: WorkspaceMessage,
  session: Session,
  options: { inThread: boolean; edit: () => void },
): HTMLElement {
  const react = toolButton('smile', 'Add a reaction');
  react.addEventListener('click', () => openReactions(react, message, session));
  const reply = toolButton('message', 'Reply in thread');
  reply.addEventListener('click', () => {
    session.go({ kind: 'channel', channel: message.channel, thread: message.ts });
    document.querySelector<HTMLElement>('[data-testid=thread-composer]')?.focus();
  });
  const more = toolButton('more', 'More actions');
  more.setAttribute('aria-haspopup', 'menu');
  more.addEventListener('click', () => openMenu(more, moreEntries(message, session, options.edit)));
  return element(
    'div',
    { class: 'message-tools', role: 'group', 'aria-label': 'Message actions' },
    react,
    !options.inThread && reply,
    more,
  );
}

function moreEntries(message: WorkspaceMessage, session: Session, edit: () => void): MenuEntry[] {
  const { channel, ts } = message;
  const user = session.me;
  const shortcuts = session.state.messageShortcuts.map((shortcut) => ({
    label: shortcut.name,
    detail: session.state.app.name,
    icon: 'bolt' as const,
    run: () => void session.attempt(session.call('shortcut', { user, callbackId: shortcut.callbackId, channel, ts })),
  }));
  const remove = () => session.attempt(session.call('delete', { user, channel, ts }));
  const confirmRemoval = async () => {
    const question = {
      title: 'Delete message',
      text: 'It goes away for everyone.',
      confirm: 'Delete',
      style: 'danger',
    };
    if (await session.confirm(question)) await remove();
  };
  const own: MenuEntry[] = [
    { label: 'Edit message', icon: 'pencil', run: edit },
    { label: 'Delete message', icon: 'trash', danger: true, run: () => void confirmRemoval() },
  ];
  const copy: MenuEntry = {
    label: 'Copy text',
    icon: 'copy',
    run: () => void session.attempt(copyText(message, session)),
  };
  return [...shortcuts, copy, ...(message.user === user && !message.bot_id ? own : [])];
}

async function copyText(message: WorkspaceMessage, session: Session): Promise<void> {
  await navigator.clipboard.writeText(typedText(message, session));
  session.say('Copied.');
}

function typedText(message: WorkspaceMessage, session: Session): string {
  const handleOf = (id: string) => session.state.users.find((user) => user.id === id)?.name ?? id;
  return asTyped(message.text, handleOf, (id) => session.names.channel(id));
}

function openReactions(anchor: HTMLElement, message: WorkspaceMessage, session: Session): void {
  const choices = REACTION_CHOICES.map((name) => {
    const choice = element(
      'button',
      { type: 'button', class: 'emoji-choice', 'aria-label': name.replaceAll('_', ' ') },
      renderEmoji(name),
    );
    choice.addEventListener('click', () => {
      closePopover(panel);
      const { channel, ts, reactions = [] } = message;
      const isMine = reactions.some((reaction) => reaction.name === name && reaction.users.includes(session.me));
      if (!isMine) void session.attempt(session.call('react', { user: session.me, channel, ts, name }));
    });
    return choice;
  });
  const panel = element('div', { class: 'menu emoji-menu', role: 'group', 'aria-label': 'Reactions' }, ...choices);
  openPopover(anchor, panel, choices);
}

/** Turns the body of one's own message into a field; Enter saves, Escape leaves it as it was. */
export function startEditing(message: WorkspaceMessage, session: Session, body: HTMLElement): void {
  const before = [...body.childNodes];
  const text = typedText(message, session);
  const field = element(
    'textarea',
    { class: 'edit-field', 'aria-label': 'Edit message', rows: Math.min(8, text.split('\n').length + 1) },
    text,
  );
  const cancel = element('button', { type: 'button', class: 'button button-small' }, 'Cancel');
  const save = element('button', { type: 'button', class: 'button button-small button-primary' }, 'Save');
  const leave = () => body.replaceChildren(...before);
  const send = async () => {
    const { channel, ts } = message;
    const sent = await session.attempt(session.call('edit', { user: session.me, channel, ts, text: field.value }));
    if (sent) leave();
  };
  cancel.addEventListener('click', leave);
  save.addEventListener('click', () => void send());
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') leave();
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void send();
  });
  body.replaceChildren(field, element('div', { class: 'edit-actions' }, cancel, save));
  field.focus();
  field.setSelectionRange(text.length, text.length);
}

function toolButton(drawing: IconName, label: string): HTMLButtonElement {
  return element('button', { type: 'button', class: 'icon-button', 'aria-label': label, title: label }, icon(drawing));
}
