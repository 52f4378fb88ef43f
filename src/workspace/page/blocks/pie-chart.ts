import { svgElement } from '../element.ts';

export interface PieSegment {
  label: string;
  value: number;
}

const SIZE = 180;

/** A pie as SVG; negative values count as nothing. */
export function renderPieChart(segments: readonly PieSegment[]): SVGSVGElement {
  const total = segments.reduce((sum, segment) => sum + Math.max(0, segment.value), 0);
  const radius = SIZE / 2 - 2;
  let start = 0;
  const slices = segments.map((segment, index) => {
    const share = total > 0 ? Math.max(0, segment.value) / total : 0;
    const slice = drawSlice(start, start + share, radius, `series-${index + 1} chart-slice`);
    slice.append(svgElement('title', {}, `${segment.label}: ${segment.value}`));
    start += share;
    return slice;
  });
  return svgElement(
    'svg',
    { class: 'chart chart-pie', viewBox: `0 0 ${SIZE} ${SIZE}`, width: SIZE, height: SIZE },
    ...slices,
  );
}

function drawSlice(from: number, to: number, radius: number, name: string): SVGElement {
  const middle = SIZE / 2;
  // An arc cannot draw a full circle: its ends would be the same point.
  if (to - from >= 0.9999) return svgElement('circle', { class: name, cx: middle, cy: middle, r: radius });
  const point = (share: number) => {
    const angle = share * 2 * Math.PI - Math.PI / 2;
    return `${(middle + radius * Math.cos(angle)).toFixed(2)} ${(middle + radius * Math.sin(angle)).toFixed(2)}`;
  };
  const path = `M${middle} ${middle} L${point(from)} A${radius} ${radius} 0 ${to - from > 0.5 ? 1 : 0} 1 ${point(to)} Z`;
  return svgElement('path', { class: name, d: path });
}
