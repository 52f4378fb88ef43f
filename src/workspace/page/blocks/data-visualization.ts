import { element, svgElement, uniqueId } from '../element.ts';
import { asRecord, asRecords, asText, type JsonRecord } from '../read-json.ts';
import { formatChartNumber } from './chart-scale.ts';
import { renderPieChart } from './pie-chart.ts';
import { renderXyChart, type XyChart } from './xy-chart.ts';
import type { BlockRenderer } from './block-context.ts';

/** A chart with a legend, a description for screen readers and its figures as a table. */
export const renderDataVisualization: BlockRenderer = (block, context) => {
  const chart = asRecord(block['chart']);
  const title = asText(block['title']);
  if (chart['type'] === 'pie') {
    const segments = asRecords(chart['segments']).map((segment) => ({
      label: asText(segment['label']),
      value: Number(segment['value'] ?? 0),
    }));
    const total = segments.reduce((sum, segment) => sum + Math.max(0, segment.value), 0);
    const share = (value: number) => (total > 0 ? `${Math.round((100 * Math.max(0, value)) / total)} %` : '–');
    const legend = segments.map((segment) => `${segment.label} · ${share(segment.value)}`);
    const rows = segments.map((segment) => [segment.label, String(segment.value), share(segment.value)]);
    return figure(title, renderPieChart(segments), legend, [['', 'Value', 'Share'], ...rows], 'Pie chart');
  }
  const xy = readXyChart(chart);
  const rows = xy.categories.map((category, at) => [
    category,
    ...xy.series.map((series) => (series.values[at] === null ? '' : String(series.values[at]))),
  ]);
  const legend = xy.series.length > 1 ? xy.series.map((series) => series.name) : [];
  const kind = `${xy.kind[0]?.toUpperCase()}${xy.kind.slice(1)} chart`;
  const head = [xy.xLabel, ...xy.series.map((series) => series.name)];
  return figure(title, renderXyChart(xy, context.chartWidth), legend, [head, ...rows], kind);
};

function readXyChart(chart: JsonRecord): XyChart {
  const axis = asRecord(chart['axis_config']);
  const lists = asRecords(chart['series']);
  const points = lists.map((series) => asRecords(series['data']));
  const named = Array.isArray(axis['categories']) ? axis['categories'].map(asText) : [];
  const categories = named.length > 0 ? named : [...new Set(points.flat().map((point) => asText(point['label'])))];
  const kind = chart['type'] === 'bar' || chart['type'] === 'area' ? chart['type'] : 'line';
  const series = lists.map((entry, index) => ({
    name: asText(entry['name']),
    values: categories.map((category) => {
      const value = points[index]?.find((point) => asText(point['label']) === category)?.['value'];
      return typeof value === 'number' && Number.isFinite(value) ? value : null;
    }),
  }));
  return { kind, categories, series, xLabel: asText(axis['x_label']), yLabel: asText(axis['y_label']) };
}

function figure(title: string, chart: SVGSVGElement, legend: string[], rows: string[][], kind: string): HTMLElement {
  const titleId = uniqueId('chart');
  const [head = [], ...body] = rows;
  const description = body.map((row) => row.join(' ')).join('; ');
  chart.setAttribute('role', 'img');
  chart.setAttribute('aria-labelledby', `${titleId} ${titleId}-description`);
  chart.prepend(
    svgElement('title', { id: titleId }, `${kind}: ${title}`),
    svgElement('desc', { id: `${titleId}-description` }, description),
  );
  return element(
    'figure',
    { class: 'block-chart', 'data-testid': 'chart' },
    element('figcaption', {}, title),
    element(
      'div',
      { class: 'chart-body' },
      chart,
      legend.length > 0 &&
        element(
          'ul',
          { class: 'chart-legend', 'aria-hidden': 'true' },
          ...legend.map((name, index) =>
            element('li', {}, element('span', { class: `swatch series-${index + 1}` }), name),
          ),
        ),
    ),
    element(
      'details',
      { class: 'chart-figures' },
      element('summary', {}, 'Show figures'),
      element(
        'div',
        { class: 'table-scroll' },
        element(
          'table',
          {},
          element('thead', {}, element('tr', {}, ...head.map((name) => element('th', { scope: 'col' }, name)))),
          element(
            'tbody',
            {},
            ...body.map(([name = '', ...values]) =>
              element(
                'tr',
                {},
                element('th', { scope: 'row' }, name),
                ...values.map((value) => element('td', { class: 'align-right', title: value }, shorten(value))),
              ),
            ),
          ),
        ),
      ),
    ),
  );
}

/** Long fractions are cut in the table; the full figure is the cell's title. */
function shorten(value: string): string {
  return value.length > 9 && Number.isFinite(Number(value)) ? formatChartNumber(Number(value)) : value;
}
