import { element } from './element.ts';
import { icon, type IconName } from './icon.ts';

export interface MenuEntry {
  label: string;
  detail?: string;
  icon?: IconName;
  danger?: boolean;
  run(): void;
}

/** Opens a menu under a button: arrow keys move, Enter chooses, Escape and a click elsewhere close it and give the focus back. */
export function openMenu(anchor: HTMLElement, entries: readonly MenuEntry[]): void {
  if (anchor.getAttribute('aria-expanded') === 'true') return;
  const items = entries.map((entry) =>
    element(
      'button',
      {
        type: 'button',
        role: 'menuitem',
        class: entry.danger ? 'menu-item menu-item-danger' : 'menu-item',
        tabindex: '-1',
      },
      entry.icon && icon(entry.icon),
      element(
        'span',
        { class: 'menu-label' },
        entry.label,
        entry.detail ? element('span', { class: 'menu-detail' }, entry.detail) : null,
      ),
    ),
  );
  const menu = element('div', { class: 'menu', role: 'menu', 'data-testid': 'menu' }, ...items);
  openPopover(anchor, menu, items);
  items.forEach((item, index) =>
    item.addEventListener('click', () => {
      closePopover(menu);
      entries[index]?.run();
    }),
  );
}

/** Puts a panel next to a button until something is chosen in it; `stops` are what the arrow keys move between. */
export function openPopover(anchor: HTMLElement, panel: HTMLElement, stops: readonly HTMLElement[]): void {
  // Inside a modal only its own content can be reached, so the panel has to live there too.
  (anchor.closest('dialog') ?? document.body).append(panel);
  anchor.setAttribute('aria-expanded', 'true');
  place(anchor, panel);
  stops[0]?.focus();

  const close = (event?: Event) => {
    document.removeEventListener('pointerdown', onPointer, true);
    window.removeEventListener('resize', close);
    anchor.removeAttribute('aria-expanded');
    panel.remove();
    if (event?.type !== 'pointerdown' && anchor.isConnected) anchor.focus();
  };
  const onPointer = (event: Event) => {
    if (event.target instanceof Node && !panel.contains(event.target)) close(event);
  };
  panel.addEventListener('close-popover', close);
  panel.addEventListener('keydown', (event) => {
    const at = stops.indexOf(document.activeElement as HTMLElement);
    const step =
      event.key === 'ArrowDown' || event.key === 'ArrowRight'
        ? 1
        : event.key === 'ArrowUp' || event.key === 'ArrowLeft'
          ? -1
          : 0;
    if (step !== 0) stops[(at + step + stops.length) % stops.length]?.focus();
    if (event.key === 'Escape' || event.key === 'Tab') close();
    if (step !== 0 || event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
    }
  });
  document.addEventListener('pointerdown', onPointer, true);
  window.addEventListener('resize', close);
}

/** Closes a panel that `openPopover` opened. */
export function closePopover(panel: HTMLElement): void {
  panel.dispatchEvent(new CustomEvent('close-popover'));
}

function place(anchor: HTMLElement, panel: HTMLElement): void {
  const box = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const fits = box.left + width <= window.innerWidth - 8;
  const left = Math.max(8, fits ? box.left : box.right - width);
  const below = box.bottom + 4;
  const top = below + height > window.innerHeight - 8 ? Math.max(8, box.top - height - 4) : below;
  panel.style.left = `${left}px`;
  panel.style.top = `${top}px`;
}
