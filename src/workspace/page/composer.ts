import { element, uniqueId } from './element.ts';
import { findCommand, findCompletions, type Completions } from './find-completions.ts';
import { icon } from './icon.ts';
import { openMenu } from './open-menu.ts';
import type { Session } from './session.ts';

export interface Composer {
  node: HTMLElement;
  /** Points the composer at another place; what was half-written there comes back. */
  aim(target: { channel: string; thread: string | null; label: string }): void;
  focus(): void;
}

/** Where a person writes: Enter sends, Shift and Enter breaks the line, `/`, `@` and `#` offer completions. */
export function createComposer(session: Session, testId: string): Composer {
  let target = { channel: '', thread: null as string | null, label: '' };
  let found: Completions | null = null;
  let picked = 0;

  const listId = uniqueId('completions');
  const field = element('textarea', {
    rows: 1,
    'data-testid': testId,
    autocomplete: 'off',
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': listId,
  });
  const list = element('ul', {
    class: 'completions',
    id: listId,
    role: 'listbox',
    'aria-label': 'Completions',
    hidden: true,
  });
  const hint = element('p', { class: 'composer-hint', 'aria-live': 'polite', hidden: true });
  const bolt = element(
    'button',
    { type: 'button', class: 'icon-button', 'aria-label': 'Shortcuts', title: 'Shortcuts', 'aria-haspopup': 'menu' },
    icon('bolt'),
  );
  const send = element(
    'button',
    { type: 'submit', class: 'icon-button send', 'aria-label': 'Send', title: 'Send', disabled: true },
    icon('send'),
  );
  const row = element('div', { class: 'composer-row' }, bolt, field, send);
  const form = element('form', { class: 'composer' }, list, row, hint);

  const key = () => `${target.channel} ${target.thread ?? ''}`;

  function draw(): void {
    field.style.height = 'auto';
    field.style.height = `${Math.min(220, field.scrollHeight)}px`;
    send.disabled = field.value.trim() === '';
    session.drafts.set(key(), field.value);
    const { state } = session;
    found = findCompletions(field.value, field.selectionStart, {
      commands: target.thread ? [] : state.commands,
      people: state.users,
      channels: state.channels.filter((channel) => channel.kind !== 'im').map((channel) => channel.name),
    });
    picked = 0;
    drawList();
    const command = target.thread ? null : findCommand(field.value, state.commands);
    const inThread = target.thread !== null && field.value.startsWith('/');
    hint.hidden = !command && !inThread;
    hint.textContent = inThread
      ? `Slash commands do not work in threads. Mention @${appHandle(session)} instead.`
      : command
        ? `${command.command} ${command.usageHint} · ${command.description}`
        : '';
  }

  function drawList(): void {
    const options = found?.options ?? [];
    list.replaceChildren(
      ...options.map((option, index) => {
        const item = element(
          'li',
          { role: 'option', id: `${listId}-${index}`, 'aria-selected': String(index === picked) },
          element('span', { class: 'completion-label' }, option.label),
          option.detail !== '' && element('span', { class: 'completion-detail' }, option.detail),
        );
        // Pointer down rather than click, so the field keeps the focus.
        item.addEventListener('pointerdown', (event) => {
          event.preventDefault();
          picked = index;
          complete();
        });
        return item;
      }),
    );
    list.hidden = options.length === 0;
    field.setAttribute('aria-expanded', String(options.length > 0));
    if (options.length > 0) field.setAttribute('aria-activedescendant', `${listId}-${picked}`);
    else field.removeAttribute('aria-activedescendant');
    list.children[picked]?.scrollIntoView({ block: 'nearest' });
  }

  function complete(): void {
    const option = found?.options[picked];
    if (!found || !option) return;
    field.setRangeText(option.insert, found.from, field.selectionStart, 'end');
    field.focus();
    draw();
  }

  async function submit(): Promise<void> {
    const text = field.value.trim();
    if (text === '') return;
    const command = /^(\/[\w-]+)(?:\s+([\s\S]*))?$/.exec(text);
    if (command && target.thread) return; // the hint under the field says why
    field.value = '';
    draw();
    const { channel, thread } = target;
    const sent = command
      ? await session.attempt(
          session.call('command', { user: session.me, channel, command: command[1] ?? '', text: command[2] ?? '' }),
        )
      : await session.post(channel, text, thread ?? undefined);
    // Nothing a person wrote is lost because a call failed.
    if (!sent && field.value === '') field.value = text;
    draw();
  }

  field.addEventListener('input', draw);
  field.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (found && ['ArrowDown', 'ArrowUp'].includes(event.key)) {
      const count = found.options.length;
      picked = (picked + (event.key === 'ArrowDown' ? 1 : count - 1)) % count;
      drawList();
      event.preventDefault();
    } else if (found && (event.key === 'Tab' || (event.key === 'Enter' && !isWhole(found, field.value)))) {
      complete();
      event.preventDefault();
    } else if (found && event.key === 'Escape') {
      found = null;
      drawList();
      event.stopPropagation();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void submit();
    }
  });
  field.addEventListener('blur', () => {
    found = null;
    drawList();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit();
  });
  bolt.addEventListener('click', () => {
    const entries = session.state.globalShortcuts.map((shortcut) => ({
      label: shortcut.name,
      detail: session.state.app.name,
      icon: 'bolt' as const,
      run: () => void session.attempt(session.call('shortcut', { user: session.me, callbackId: shortcut.callbackId })),
    }));
    const commands = session.state.commands.map((command) => ({
      label: command.command,
      detail: command.description,
      run() {
        field.value = `${command.command} `;
        field.focus();
        draw();
      },
    }));
    openMenu(bolt, [...entries, ...(target.thread ? [] : commands)]);
  });

  return {
    node: form,
    aim(next) {
      target = next;
      field.value = session.drafts.get(key()) ?? '';
      field.placeholder = next.label;
      field.setAttribute('aria-label', next.label);
      bolt.hidden =
        session.state.globalShortcuts.length === 0 && (next.thread !== null || session.state.commands.length === 0);
      draw();
    },
    focus: () => field.focus(),
  };
}

/** A command or name that is typed in full already: Enter sends it rather than completing it. */
function isWhole(found: Completions, text: string): boolean {
  return found.options.some((option) => option.insert.trim() === text.slice(found.from).trim());
}

function appHandle(session: Session): string {
  const { app, users } = session.state;
  return users.find((user) => user.id === app.botUserId)?.name ?? app.name;
}
