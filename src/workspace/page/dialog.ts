import { element, uniqueId, type Child } from './element.ts';
import { icon } from './icon.ts';
import { asText, textOf, type JsonRecord } from './read-json.ts';
import { renderTextObject } from './render-mrkdwn.ts';
import type { Names } from './names.ts';

/** The frame of a modal: title, close button, body and foot. The browser keeps the focus inside and gives it back. */
export function createDialog(
  title: Child[],
  body: HTMLElement,
  foot: HTMLElement | null,
  testId: string,
): { dialog: HTMLDialogElement; close: HTMLButtonElement } {
  const titleId = uniqueId('title');
  const close = element('button', { type: 'button', class: 'icon-button', 'aria-label': 'Close' }, icon('close'));
  const dialog = element(
    'dialog',
    { class: 'modal', 'aria-labelledby': titleId, 'data-testid': testId },
    element('div', { class: 'modal-head' }, element('h2', { id: titleId }, ...title), close),
    body,
    foot,
  );
  return { dialog, close };
}

/** A confirmation dialog object of Block Kit; resolves to true when the person goes on. */
export function confirmDialog(object: JsonRecord, names: Names): Promise<boolean> {
  const danger = asText(object['style']) === 'danger';
  const deny = element('button', { type: 'button', class: 'button' }, textOf(object['deny']) || 'Cancel');
  const go = element(
    'button',
    { type: 'button', class: `button ${danger ? 'button-danger' : 'button-primary'}` },
    textOf(object['confirm']) || 'Yes',
  );
  const body = element('div', { class: 'modal-body' }, renderTextObject(object['text'], names));
  const foot = element('div', { class: 'modal-foot' }, deny, go);
  const { dialog, close } = createDialog([textOf(object['title']) || 'Are you sure?'], body, foot, 'confirm');
  dialog.classList.add('modal-small');
  document.body.append(dialog);
  return new Promise((resolve) => {
    const end = (answer: boolean) => {
      dialog.close();
      dialog.remove();
      resolve(answer);
    };
    deny.addEventListener('click', () => end(false));
    close.addEventListener('click', () => end(false));
    go.addEventListener('click', () => end(true));
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      end(false);
    });
    dialog.showModal();
    (danger ? deny : go).focus();
  });
}
