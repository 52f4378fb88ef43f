import { svgElement } from '../element.ts';
import { chartScale, formatChartNumber } from './chart-scale.ts';

export interface ChartSeries {
  name: string;
  /** One value per category; null where the series has none. */
  values: (number | null)[];
}

export interface XyChart {
  kind: 'line' | 'bar' | 'area';
  categories: string[];
  series: ChartSeries[];
  xLabel: string;
  yLabel: string;
}

const HEIGHT = 220;
const MARGIN = { top: 12, right: 12, bottom: 28, left: 44 };

/** A line, bar or area chart as SVG, drawn at the width it will be shown at so its letters keep their size. */
export function renderXyChart(chart: XyChart, width: number): SVGSVGElement {
  const bottom = MARGIN.bottom + (chart.xLabel ? 18 : 0);
  const top = MARGIN.top + (chart.yLabel ? 14 : 0);
  const plot = { width: width - MARGIN.left - MARGIN.right, height: HEIGHT - top - bottom };
  const scale = chartScale(chart.series.flatMap((series) => series.values.filter((value) => value !== null)));
  const slot = plot.width / Math.max(1, chart.categories.length);
  const x = (index: number) => MARGIN.left + slot * (index + 0.5);
  const y = (value: number) => top + plot.height * (1 - (value - scale.min) / (scale.max - scale.min));

  const grid = scale.ticks.flatMap((tick) => [
    svgElement('line', {
      class: tick === 0 ? 'chart-zero' : 'chart-grid',
      x1: MARGIN.left,
      x2: width - MARGIN.right,
      y1: y(tick),
      y2: y(tick),
    }),
    svgElement(
      'text',
      { class: 'chart-tick', x: MARGIN.left - 6, y: y(tick) + 4, 'text-anchor': 'end' },
      formatChartNumber(tick),
    ),
  ]);
  // Only as many category labels as fit: some seven pixels a letter.
  const longest = Math.max(1, ...chart.categories.map((category) => category.length));
  const every = Math.max(1, Math.ceil((longest * 7 + 8) / slot));
  const labels = chart.categories.flatMap((category, index) =>
    index % every === 0
      ? [
          svgElement(
            'text',
            { class: 'chart-tick', x: x(index), y: top + plot.height + 18, 'text-anchor': 'middle' },
            category,
          ),
        ]
      : [],
  );
  const marks = chart.series.flatMap((series, index) => {
    if (chart.kind === 'bar') return bars(series, index, chart.series.length, slot, x, y);
    return curve(series, index, chart.kind === 'area', x, y);
  });
  return svgElement(
    'svg',
    { class: 'chart', viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT },
    ...grid,
    ...marks,
    ...labels,
    chart.xLabel !== '' &&
      svgElement(
        'text',
        { class: 'chart-label', x: MARGIN.left + plot.width / 2, y: HEIGHT - 6, 'text-anchor': 'middle' },
        chart.xLabel,
      ),
    chart.yLabel !== '' && svgElement('text', { class: 'chart-label', x: 4, y: 12 }, chart.yLabel),
  );
}

type ToPixel = (value: number) => number;

function bars(series: ChartSeries, index: number, count: number, slot: number, x: ToPixel, y: ToPixel): SVGElement[] {
  const width = Math.max(2, Math.min(36, (slot * 0.72) / count));
  return series.values.flatMap((value, category) => {
    if (value === null) return [];
    const left = x(category) + width * (index - count / 2);
    const [from, to] = [Math.min(y(0), y(value)), Math.max(y(0), y(value))];
    const bar = {
      class: `series-${index + 1} chart-bar`,
      x: left + 0.5,
      y: from,
      width: width - 1,
      height: Math.max(1, to - from),
      rx: 2,
    };
    return [svgElement('rect', bar, svgElement('title', {}, `${series.name}: ${value}`))];
  });
}

function curve(series: ChartSeries, index: number, filled: boolean, x: ToPixel, y: ToPixel): SVGElement[] {
  const runs: { at: number; value: number }[][] = [[]];
  series.values.forEach((value, at) => {
    if (value === null) runs.push([]);
    else runs.at(-1)?.push({ at, value });
  });
  return runs
    .filter((run) => run.length > 0)
    .flatMap((run) => {
      const path = run.map((point, step) => `${step === 0 ? 'M' : 'L'}${x(point.at)} ${y(point.value)}`).join(' ');
      const area = `${path} L${x(run.at(-1)?.at ?? 0)} ${y(0)} L${x(run[0]?.at ?? 0)} ${y(0)} Z`;
      const name = `series-${index + 1}`;
      return [
        ...(filled ? [svgElement('path', { class: `${name} chart-area`, d: area })] : []),
        svgElement('path', { class: `${name} chart-line`, d: path }),
        ...run.map((point) =>
          svgElement(
            'circle',
            { class: `${name} chart-point`, cx: x(point.at), cy: y(point.value), r: 3.5 },
            svgElement('title', {}, `${series.name}: ${point.value}`),
          ),
        ),
      ];
    });
}
