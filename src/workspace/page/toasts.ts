import { element } from './element.ts';
import { icon } from './icon.ts';

export interface Toasts {
  show(text: string, kind?: 'info' | 'problem'): void;
}

/** Milliseconds a note stays; a problem stays twice as long. */
const SHOWN_MS = 6000;

/** Short notes in the corner, read out by screen readers. */
export function createToasts(region: HTMLElement): Toasts {
  return {
    show(text, kind = 'info') {
      const close = element('button', { type: 'button', class: 'icon-button', 'aria-label': 'Dismiss' }, icon('close'));
      const toast = element(
        'div',
        { class: `toast toast-${kind}`, role: kind === 'problem' ? 'alert' : 'status', 'data-testid': 'toast' },
        icon(kind === 'problem' ? 'warning' : 'info'),
        element('span', {}, text),
        close,
      );
      const timer = setTimeout(() => toast.remove(), kind === 'problem' ? SHOWN_MS * 2 : SHOWN_MS);
      close.addEventListener('click', () => {
        clearTimeout(timer);
        toast.remove();
      });
      region.append(toast);
      // A dialog makes everything outside it unreachable, so notes move into the one that is open.
      const dialog = document.querySelector('dialog[open]');
      if (dialog && !dialog.contains(region)) dialog.append(region);
    },
  };
}
