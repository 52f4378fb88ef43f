import type { WorkspaceView } from '../control-api.ts';
import { blockContextFor } from './block-context-for.ts';
import { renderBlocks } from './blocks/index.ts';
import { createFormFields, type FormFields } from './blocks/form-fields.ts';
import { createDialog } from './dialog.ts';
import { element } from './element.ts';
import { renderText } from './render-text.ts';
import type { Session } from './session.ts';

interface OpenView {
  view: WorkspaceView;
  form: FormFields | null;
}

export interface ModalStack {
  open(view: WorkspaceView): void;
  update(view: WorkspaceView): void;
  close(viewId: string, all: boolean): void;
}

/** The app's modals: the last one opened is shown, closing it shows the one below. */
export function createModalStack(session: Session): ModalStack {
  let stack: OpenView[] = [];
  let shown: HTMLDialogElement | null = null;
  let returnTo: Element | null = null;

  function draw(): void {
    const top = stack.at(-1);
    const focused = shown ? focusKey(shown) : null;
    const scrolled = shown?.querySelector('.modal-body')?.scrollTop ?? 0;
    const sameView = shown?.dataset['viewId'] === top?.view.id;
    if (!shown) returnTo = document.activeElement;
    hide();
    if (!top) {
      if (returnTo instanceof HTMLElement && returnTo.isConnected) returnTo.focus();
      return;
    }
    shown = renderView(top);
    document.body.append(shown);
    shown.showModal();
    if (sameView) {
      shown.querySelector('.modal-body')?.scrollTo(0, scrolled);
      if (focused) shown.querySelector<HTMLElement>(focused)?.focus();
    } else {
      const first = '.modal-body [autofocus], .modal-body input, .modal-body textarea, .modal-body select';
      (shown.querySelector<HTMLElement>(first) ?? shown.querySelector<HTMLElement>('.modal-body'))?.focus();
    }
  }

  function hide(): void {
    // Notes that were moved into the dialog go back before it leaves.
    const toasts = shown?.querySelector('#toasts');
    if (toasts) document.body.append(toasts);
    shown?.close();
    shown?.remove();
    shown = null;
  }

  function remove(viewId: string, all: boolean): void {
    const before = stack.length;
    stack = all ? [] : stack.filter((entry) => entry.view.id !== viewId);
    if (stack.length !== before) draw();
  }

  function renderView(entry: OpenView): HTMLDialogElement {
    const { view } = entry;
    const form = createFormFields(entry.form);
    entry.form = form;
    const context = blockContextFor(
      session,
      { viewId: view.id },
      { form, chartWidth: Math.min(480, window.innerWidth - 72) },
    );
    const body = element('div', { class: 'modal-body blocks', tabindex: '-1' }, ...renderBlocks(view.blocks, context));
    const cancel = element(
      'button',
      { type: 'button', class: 'button' },
      ...renderText(view.close?.text ?? (stack.length > 1 ? 'Back' : 'Close')),
    );
    const submit =
      view.submit &&
      element(
        'button',
        { type: 'submit', class: 'button button-primary', 'data-testid': 'modal-submit' },
        ...renderText(view.submit.text),
      );
    const foot = element('div', { class: 'modal-foot' }, cancel, submit);
    const { dialog, close } = createDialog(renderText(view.title?.text ?? ''), body, foot, 'modal');
    dialog.dataset['viewId'] = view.id;
    if (view.errors) form.showErrors(view.errors);
    const leave = () => {
      void session.attempt(session.call('closeView', { user: session.me, viewId: view.id }));
      remove(view.id, false);
    };
    close.addEventListener('click', leave);
    cancel.addEventListener('click', leave);
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      leave();
    });
    if (submit) {
      const send = () => void submitView(view, form, submit);
      submit.addEventListener('click', send);
      body.addEventListener('keydown', (event) => {
        const inText = event.target instanceof HTMLInputElement && ['text', 'email', 'url'].includes(event.target.type);
        if (event.key === 'Enter' && !event.defaultPrevented && (event.metaKey || event.ctrlKey || inText)) send();
      });
    }
    return dialog;
  }

  async function submitView(view: WorkspaceView, form: FormFields, button: HTMLButtonElement): Promise<void> {
    if (button.getAttribute('aria-busy') === 'true') return;
    const wrong = form.check();
    form.showErrors(wrong);
    if (Object.keys(wrong).length > 0) return;
    button.setAttribute('aria-busy', 'true');
    const send = async () => {
      const { errors, closed } = await session.call('submit', {
        user: session.me,
        viewId: view.id,
        values: form.values(),
      });
      if (errors) stack.find((entry) => entry.view.id === view.id)?.form?.showErrors(errors);
      else if (closed) remove(view.id, false);
    };
    await session.attempt(send());
    button.removeAttribute('aria-busy');
  }

  return {
    open(view) {
      if (stack.some((entry) => entry.view.id === view.id)) return;
      stack.push({ view, form: null });
      draw();
    },
    update(view) {
      const entry = stack.find((candidate) => candidate.view.id === view.id);
      if (!entry) return;
      entry.view = view;
      if (entry === stack.at(-1)) draw();
    },
    close: remove,
  };
}

/** A selector that finds the focused field again after a redraw. */
function focusKey(dialog: HTMLElement): string | null {
  const field = document.activeElement?.closest<HTMLElement>('[data-action-id]');
  const name = dialog.contains(document.activeElement) ? field?.dataset['actionId'] : undefined;
  if (name === undefined || !field) return null;
  const selector = `[data-action-id="${CSS.escape(name)}"]`;
  return field === document.activeElement ? selector : `${selector} :is(input, select, textarea, summary, button)`;
}
