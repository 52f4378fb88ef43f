import { svgElement } from './element.ts';

/** Stroke paths on a 20 × 20 grid. */
const PATHS = {
  hash: ['M7.5 3 6 17', 'M14 3l-1.5 14', 'M3.5 7.5h14', 'M2.5 12.5h14'],
  lock: ['M5 9h10v8H5z', 'M7 9V6.5a3 3 0 0 1 6 0V9'],
  home: ['M3 9.5 10 3l7 6.5', 'M5 8.5V17h10V8.5'],
  message: ['M3 4h14v10H9l-4 3.5V14H3z'],
  reply: ['M8 5 3 10l5 5', 'M3 10h8a6 6 0 0 1 6 6'],
  smile: ['M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15', 'M7 12a4 4 0 0 0 6 0', 'M7.5 7.8v.1', 'M12.5 7.8v.1'],
  more: ['M4.5 10h.1', 'M10 10h.1', 'M15.5 10h.1'],
  close: ['M5 5l10 10', 'M15 5 5 15'],
  send: ['M3.5 10 17 3.5 13 17l-3.5-5.5z', 'M9.5 11.5 17 3.5'],
  bolt: ['M11 2.5 4.5 11H10l-1 6.5L15.5 9H10z'],
  activity: ['M2.5 10h3.5l2.5-6 3.5 12 2.5-6h3'],
  menu: ['M3 5.5h14', 'M3 10h14', 'M3 14.5h14'],
  chevronDown: ['M5 7.5 10 12.5l5-5'],
  chevronRight: ['M7.5 5l5 5-5 5'],
  chevronLeft: ['M12.5 5l-5 5 5 5'],
  download: ['M10 3v9.5', 'M6 9l4 4 4-4', 'M3.5 16.5h13'],
  pencil: ['M4 16l1-4L13.5 3.5l3 3L8 15z', 'M11.5 5.5l3 3'],
  copy: ['M7 7h9.5v9.5H7z', 'M13 7V3.5H3.5V13H7'],
  file: ['M5 2.5h6.5L15 6v11.5H5z', 'M11.5 2.5V6H15'],
  external: ['M11 3.5h5.5V9', 'M16.5 3.5 9 11', 'M14 11v5.5H3.5V6H9'],
  eye: ['M2 10s3-5.5 8-5.5S18 10 18 10s-3 5.5-8 5.5S2 10 2 10', 'M10 12.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6'],
  check: ['M4 10.5 8 14.5 16 5.5'],
  circle: ['M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13'],
  cross: ['M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14', 'M7.5 7.5l5 5', 'M12.5 7.5l-5 5'],
  warning: ['M10 3 2.5 16.5h15z', 'M10 8v4', 'M10 14.3v.1'],
  info: ['M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14', 'M10 9.3V13.5', 'M10 6.6v.1'],
  thumbUp: ['M3 9h3v8H3z', 'M6 9l3.5-6.5c1.5 0 2 1 2 2.2V8H16c1 0 1.6.8 1.4 1.7l-1.3 6A1.6 1.6 0 0 1 14.5 17H6'],
  thumbDown: ['M3 11h3V3H3z', 'M6 11l3.5 6.5c1.5 0 2-1 2-2.2V12H16c1 0 1.6-.8 1.4-1.7l-1.3-6A1.6 1.6 0 0 0 14.5 3H6'],
  trash: ['M4 5.5h12', 'M8 5.5V3.5h4v2', 'M5.5 5.5 6.3 17h7.4l.8-11.5'],
  globe: [
    'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15',
    'M2.5 10h15',
    'M10 2.5c2.2 2.2 3.2 4.6 3.2 7.5s-1 5.3-3.2 7.5c-2.2-2.2-3.2-4.6-3.2-7.5s1-5.3 3.2-7.5',
  ],
  book: ['M10 5C8 3.5 5.5 3 2.5 3v12.5c3 0 5.5.5 7.5 2 2-1.5 4.5-2 7.5-2V3C14.5 3 12 3.5 10 5z', 'M10 5v12.5'],
  cap: ['M1.5 8 10 4l8.5 4L10 12z', 'M5 9.8V14c2.5 2.2 7.5 2.2 10 0V9.8'],
  branch: [
    'M6 6.5v7',
    'M6 6.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4',
    'M6 17.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4',
    'M14 8.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4',
    'M14 8.5c0 3-3.5 3-8 4.5',
  ],
  spark: ['M10 2.5v15', 'M2.5 10h15', 'M5 5l10 10', 'M15 5 5 15'],
  heart: ['M10 17S2.5 12.5 2.5 7.3A4 4 0 0 1 10 5.5a4 4 0 0 1 7.5 1.8C17.5 12.5 10 17 10 17z'],
  video: ['M2.5 5h10v10h-10z', 'M12.5 9l5-3v8l-5-3'],
  sort: ['M6.5 3.5v13', 'M3.5 6.5l3-3 3 3', 'M13.5 16.5v-13', 'M10.5 13.5l3 3 3-3'],
} as const satisfies Record<string, readonly string[]>;

export type IconName = keyof typeof PATHS;

/** A small drawing that says nothing to a screen reader: whatever carries it has its own label. */
export function icon(name: IconName): SVGSVGElement {
  return svgElement(
    'svg',
    { class: 'icon', viewBox: '0 0 20 20', width: 18, height: 18, 'aria-hidden': 'true', focusable: 'false' },
    ...PATHS[name].map((path) => svgElement('path', { d: path })),
  );
}
