import { element, svgElement } from './element.ts';
import { avatarTint, initials } from './initials.ts';

/** A person's initials on their own tint; the app has its mark. */
export function renderAvatar(id: string, name: string, isApp: boolean): HTMLElement {
  if (isApp) return element('span', { class: 'avatar avatar-app', 'aria-hidden': 'true' }, renderMark());
  return element('span', { class: `avatar tint-${avatarTint(id)}`, 'aria-hidden': 'true' }, initials(name));
}

/** The mark of Gloss: lines of text, one of them under a marker. */
export function renderMark(): SVGSVGElement {
  return svgElement(
    'svg',
    { class: 'mark', viewBox: '0 0 32 32', 'aria-hidden': 'true', focusable: 'false' },
    svgElement('rect', { class: 'mark-marker', x: 6, y: 12.5, width: 20, height: 8, rx: 2 }),
    svgElement('path', { class: 'mark-lines', d: 'M8 9.5h16M8 16.5h13M8 23.5h9' }),
  );
}
