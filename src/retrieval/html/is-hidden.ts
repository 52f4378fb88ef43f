import type { PageElement } from './page-tree.ts';

const offScreen =
  /(?:^|[;\s])(?:left|right|top|bottom|text-indent|margin-left|margin-top)\s*:\s*-\s*(\d+(?:\.\d+)?)\s*(px|em|rem|pt|vw|vh|%)?/;
const invisible =
  /display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|content-visibility\s*:\s*hidden|(?:^|[;\s])opacity\s*:\s*(?:0*\.0*[0-4]\d*|0+)(?:\s*%)?\s*(?:!|;|$)|font-size\s*:\s*0*(?:\.\d+|[01](?:\.\d+)?)?(?:px|pt|em|rem|%|ex|ch|vw|vh)?\s*(?:!|;|$)|clip\s*:\s*rect\(\s*0(?:px)?[\s,]+0|clip-path\s*:\s*(?:inset\(\s*(?:50|100)%|circle\(\s*0)|transform\s*:[^;]*scale[xy]?\(\s*0?(?:\.0+)?\s*[,)]|(?:^|[;\s])filter\s*:[^;]*opacity\(\s*0%?\s*\)|color\s*:\s*transparent/;
const color = /(?:^|[;\s])color\s*:\s*([^;!]+)/;
const background = /background(?:-color)?\s*:\s*([^;!]+)/;
const zeroSize = /(?:^|[;\s])(?:max-)?(?:height|width)\s*:\s*[01](?:px|em|rem|%)?\s*(?:!|;|$)/;
const clippedOverflow = /overflow(?:-[xy])?\s*:\s*(?:hidden|clip)/;

/**
 * Whether the element itself takes its text out of sight: by attribute (`hidden`, `aria-hidden`, a closed `dialog`) or by
 * inline style (not displayed, transparent, zero size, off screen, text in the colour of its background). Style sheets are
 * not read, so a class that hides is not noticed here.
 */
export function isHidden(element: PageElement): boolean {
  const { attributes, tag } = element;
  if (tag === 'html' || tag === 'body') return false; // pages that fade in by script start out hidden
  if ('hidden' in attributes && attributes['hidden'] !== 'false') return true;
  if (attributes['aria-hidden']?.trim().toLowerCase() === 'true') return true;
  if (tag === 'dialog' && !('open' in attributes)) return true;
  const style = attributes['style'];
  return style !== undefined && style.length > 0 && hidesByStyle(style.toLowerCase());
}

function hidesByStyle(written: string): boolean {
  const style = written.includes('/*') ? written.replace(/\/\*.*?\*\//gs, '') : written;
  if (invisible.test(style)) return true;
  const away = offScreen.exec(style);
  if (away) {
    const distance = Number(away[1]);
    const relative = away[2] === 'em' || away[2] === 'rem' || away[2] === 'vw' || away[2] === 'vh' || away[2] === '%';
    if (distance >= (relative ? 100 : 999)) return true;
  }
  if (zeroSize.test(style) && clippedOverflow.test(style)) return true;
  const ink = color.exec(style)?.[1];
  if (ink === undefined) return false;
  const paper = background.exec(style)?.[1];
  // White text without a background of its own: the page behind it is white far more often than not.
  if (paper === undefined) return isWhite(ink);
  return normalColor(ink) === normalColor(paper.trim().split(/\s+/)[0] ?? '');
}

function normalColor(text: string): string {
  const plain = text.trim().replaceAll(/\s+/g, '');
  if (isWhite(plain)) return 'white';
  if (/^(?:black|#000|#000000|rgba?\(0,0,0(?:,1)?\))$/.test(plain)) return 'black';
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/.exec(plain);
  return short ? `#${short[1]}${short[1]}${short[2]}${short[2]}${short[3]}${short[3]}` : plain;
}

function isWhite(text: string): boolean {
  return /^(?:white|#fff|#ffffff|#fefefe|rgba?\(25[3-5],25[3-5],25[3-5](?:,[\d.]+)?\)|hsla?\(\d+,\d+%,100%(?:,[\d.]+)?\))$/.test(
    text.replaceAll(/\s+/g, ''),
  );
}
