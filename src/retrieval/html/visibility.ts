import type { PageElement } from './page-tree.ts';

/**
 * `shown`; `hidden` for good; or `faded`: transparent or invisible in a way that scripts use for content that appears on
 * scroll, so that a page which is nearly all faded is shown after all.
 */
export type Visibility = 'shown' | 'faded' | 'hidden';

const notDisplayed =
  /(?:^|;)\s*(?:display\s*:\s*none|content-visibility\s*:\s*hidden|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01]|clip-path\s*:\s*(?:inset\(\s*(?:50|100)%|circle\(\s*0)|transform\s*:[^;]*scale[xy]?\(\s*0?(?:\.0+)?\s*[,)]|color\s*:\s*transparent|color\s*:\s*rgba\([^)]*,\s*0?(?:\.0+)?\s*\))/;
const transparent = /(?:^|;)\s*(?:visibility\s*:\s*(?:hidden|collapse)|filter\s*:[^;]*opacity\(\s*0%?\s*\))/;
const opacity = /(?:^|;)\s*opacity\s*:\s*([\d.]+)(%?)/;
const fontSize =
  /(?:^|;)\s*font(?:-size\s*:|\s*:[^;]*?\s)\s*(\d*\.?\d+)\s*(px|pt|em|rem|%|ex|ch|vw|vh)?\s*(?:[/!;\s]|$)/;
const offScreen =
  /(?:^|;)\s*(?:left|right|top|bottom|text-indent|margin-left|margin-top)\s*:\s*-\s*(\d+(?:\.\d+)?)\s*(px|em|rem|pt|vw|vh|%)?/;
const shifted = /(?:^|;)\s*transform\s*:[^;]*translate[xy3d]*\(\s*-\s*(\d{4,})/;
const color = /(?:^|;)\s*color\s*:\s*([^;!]+)/;
const background = /(?:^|;)\s*background(?:-color)?\s*:\s*([^;!]+)/;
const zeroSize = /(?:^|;)\s*(?:max-)?(?:height|width)\s*:\s*[01](?:px|em|rem|%)?\s*(?:!|;|$)/;
const clippedOverflow = /(?:^|;)\s*overflow(?:-[xy])?\s*:\s*(?:hidden|clip)/;

/**
 * Whether the element itself takes its text out of sight: by attribute (`hidden`, `aria-hidden`, a closed `dialog`) or by
 * inline style (not displayed, transparent, tiny, off screen, text in the colour of its background). Style sheets are not
 * read, so a class that hides is not noticed here.
 */
export function visibilityOf(element: PageElement): Visibility {
  const { attributes, tag } = element;
  if (tag === 'html' || tag === 'body') return 'shown'; // pages that fade in by script start out hidden
  const { hidden } = attributes;
  if (hidden !== undefined && hidden !== 'false') return 'hidden';
  if (attributes['aria-hidden']?.trim().toLowerCase() === 'true') return 'hidden';
  if (tag === 'dialog' && attributes['open'] === undefined) return 'hidden';
  const { style } = attributes;
  return style === undefined || style.length < 5 ? 'shown' : visibilityByStyle(style.slice(0, 2000).toLowerCase());
}

function visibilityByStyle(written: string): Visibility {
  const style = written.includes('/*') ? written.replaceAll(/\/\*.*?\*\//gs, '') : written;
  if (notDisplayed.test(style) || isTiny(style) || isOffScreen(style)) return 'hidden';
  if (zeroSize.test(style) && clippedOverflow.test(style)) return 'hidden';
  if (isCamouflaged(style)) return 'hidden';
  if (transparent.test(style)) return 'faded';
  const alpha = opacity.exec(style);
  return alpha && Number(alpha[1]) / (alpha[2] === '%' ? 100 : 1) < 0.05 ? 'faded' : 'shown';
}

function isTiny(style: string): boolean {
  const size = fontSize.exec(style);
  if (!size) return false;
  const value = Number(size[1]);
  const unit = size[2];
  if (unit === undefined) return value === 0 && style.includes('font-size');
  if (unit === 'px' || unit === 'pt') return value <= 2;
  return unit === '%' ? value <= 10 : value <= 0.1;
}

function isOffScreen(style: string): boolean {
  if (shifted.test(style)) return true;
  const away = offScreen.exec(style);
  if (!away) return false;
  const unit = away[2];
  return Number(away[1]) >= (unit === undefined || unit === 'px' || unit === 'pt' ? 900 : 90);
}

function isCamouflaged(style: string): boolean {
  const ink = color.exec(style)?.[1];
  if (ink === undefined) return false;
  const paper = background.exec(style)?.[1];
  if (paper !== undefined) {
    const shade = normalColor(paper);
    return shade !== '' && shade === normalColor(ink);
  }
  // White text alone may stand on an ancestor's dark background, which is common in banners, hardly ever in articles.
  return normalColor(ink) === 'white';
}

function normalColor(text: string): string {
  const plain =
    text
      .trim()
      .replaceAll(/\s*([(),])\s*/g, '$1')
      .split(/\s+/)[0] ?? '';
  if (
    /^(?:white|#f[def]f[def]f[def]|#fff|rgba?\(25[3-5],25[3-5],25[3-5](?:,1)?\)|hsla?\([\d.]+,[\d.]+%,100%(?:,1)?\))$/.test(
      plain,
    )
  )
    return 'white';
  if (/^(?:black|#000|#000000|rgba?\(0,0,0(?:,1)?\))$/.test(plain)) return 'black';
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/.exec(plain);
  return short ? `#${short[1]}${short[1]}${short[2]}${short[2]}${short[3]}${short[3]}` : plain;
}
