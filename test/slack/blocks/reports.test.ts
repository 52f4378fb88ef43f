import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type {
  ComplianceReport,
  CostReport,
  DashboardReport,
  ErrorsReport,
  LatencyReport,
  QualityReport,
  ThroughputReport,
} from '../../../src/core/analytics.ts';
import { renderChart } from '../../../src/slack/blocks/chart.ts';
import { chartSlots } from '../../../src/slack/blocks/chart-slots.ts';
import { formatMetric } from '../../../src/slack/blocks/format-metrics.ts';
import { renderHome } from '../../../src/slack/blocks/home-view.ts';
import { renderReport, type Report, reportForms } from '../../../src/slack/blocks/report.ts';
import { budgetReport } from '../../../src/slack/blocks/reports/budget-report.ts';
import { complianceReport } from '../../../src/slack/blocks/reports/compliance-report.ts';
import { costByReport, costDimensions } from '../../../src/slack/blocks/reports/cost-by-report.ts';
import { costTodayReport } from '../../../src/slack/blocks/reports/cost-today-report.ts';
import { dashboardReport } from '../../../src/slack/blocks/reports/dashboard-report.ts';
import { datasetsReport } from '../../../src/slack/blocks/reports/datasets-report.ts';
import { errorsReport } from '../../../src/slack/blocks/reports/errors-report.ts';
import { latencyReport } from '../../../src/slack/blocks/reports/latency-report.ts';
import { qualityReport } from '../../../src/slack/blocks/reports/quality-report.ts';
import type { ReportScope } from '../../../src/slack/blocks/reports/report-frame.ts';
import { throughputReport } from '../../../src/slack/blocks/reports/throughput-report.ts';
import { validateBlocks, validateMessage, validateView } from '../../../src/slack/blocks/validate-blocks.ts';
import { budgetStateOf, costSpikeOf } from '../../../src/core/budget.ts';
import {
  costOf,
  sampleCostParts,
  latencyOf,
  noLatency,
  noStats,
  sampleDashboard,
} from '../../support/memory-analytics.ts';

const now = Date.UTC(2026, 2, 2, 9);
const hourMs = 3_600_000;
const scope: ReportScope = { window: { fromMs: now - 24 * hourMs, toMs: now }, channelName: null };

const anyNumber = fc.oneof(
  fc.constantFrom(0, 1, -1, 0.00001, 1e15, 1e21, Number.MAX_VALUE, Number.MIN_VALUE, Number.NaN, Infinity),
  fc.double(),
  fc.integer({ min: 0, max: 100_000 }),
);
const anyFigure = fc.option(anyNumber);
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom('', '<!channel>', '*bold* `code` _x_', '<https://evil.example|click>', 'a'.repeat(5000)),
);
const stats = fc.record({ n: anyNumber, avg: anyFigure, min: anyFigure, max: anyFigure });
const latency = fc.record({
  n: anyNumber,
  avg: anyFigure,
  min: anyFigure,
  max: anyFigure,
  p50: anyFigure,
  p95: anyFigure,
  p99: anyFigure,
  isExact: fc.boolean(),
});
const rate = fc.record({ n: anyNumber, count: anyNumber, rate: anyFigure });
const votes = fc.record({ up: anyNumber, down: anyNumber, n: anyNumber, share: anyFigure });
const startMs = fc.integer({ min: now - 40 * 24 * hourMs, max: now });
const bucket = fc.constantFrom('hour' as const, 'day' as const);
const seriesOf = <T extends object>(point: fc.Arbitrary<T>) =>
  fc.record({
    bucket,
    points: fc.array(
      fc.tuple(point, startMs).map(([value, at]) => ({ ...value, startMs: at })),
      { maxLength: 60 },
    ),
  });
const named = <T extends object>(value: fc.Arbitrary<T>, maxLength = 80) =>
  fc.array(
    fc.tuple(value, anyText).map(([one, name]) => ({ ...one, name })),
    { maxLength },
  );
const byType = fc.array(fc.record({ type: anyText, count: anyNumber, share: anyNumber }), { maxLength: 60 });
const costGroup = fc.record({
  key: fc.option(fc.oneof(anyText, fc.constantFrom('C1', 'U1', 'p_abcdefghijklmnopqrstuv'))),
  usd: anyFigure,
  calls: anyNumber,
  unknownCostCalls: anyNumber,
  inputTokens: anyNumber,
  outputTokens: anyNumber,
});
const groups = fc.array(costGroup, { maxLength: 120 });
const costs: fc.Arbitrary<CostReport> = fc.record({
  total: costGroup,
  parts: fc.tuple(
    ...(['llm', 'fetch', 'other'] as const).map((part) =>
      fc.record({
        part: fc.constant(part),
        usd: anyFigure,
        unknownCostCalls: anyNumber,
        count: anyFigure,
        durationMs: anyFigure,
        share: anyFigure,
      }),
    ),
  ),
  byStage: groups,
  byModel: groups,
  byChannel: groups,
  byUser: groups,
  byDay: groups,
});
const runsPoint = fc.record({ runs: anyNumber, failed: anyNumber });
const dashboard: fc.Arbitrary<DashboardReport> = fc.record({
  runs: fc.record({ n: anyNumber, ok: anyNumber, failed: anyNumber, successRate: anyFigure }),
  latency,
  gatePassRate: stats,
  votes,
  cost: costGroup,
  errorTypes: byType,
  throughput: seriesOf(runsPoint),
});
const scopes: fc.Arbitrary<ReportScope> = fc.record({
  window: fc.record({
    fromMs: fc.integer({ min: now - 366 * 24 * hourMs, max: now - hourMs }),
    toMs: fc.constant(now),
    model: fc.option(anyText, { nil: undefined }),
  }),
  channelName: fc.option(anyText),
});

/** What is wrong with a report in any form: Slack's limits, half a number, words that mean something to Slack. */
function problemsOf(report: Report): unknown[] {
  return reportForms.flatMap((form) => {
    const message = renderReport(report, form);
    const odd = /NaN|undefined|Infinity|\[object|<!|<https/.exec(JSON.stringify(message));
    return [...validateMessage(message), ...(odd ? [odd[0]] : [])];
  });
}

describe('reports are valid in every form, whatever the figures', () => {
  test('dashboard and App Home', () => {
    fc.assert(
      fc.property(dashboard, scopes, (report, given) => {
        expect(problemsOf(dashboardReport(report, given))).toEqual([]);
        const content = {
          window: given.window,
          mayReadFigures: true,
          openAlerts: [],
          dashboard: report,
          budget: budgetStateOf({ usd: 1, unknownCostCalls: 0 }, 5),
        };
        const facts = { recent: [], settings: [] };
        for (const form of reportForms) {
          const view = renderHome(
            { ...content, facts, health: null, lastEval: null, isAdmin: true, commandLines: ['/x'] },
            form,
          );
          expect(validateView(view)).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('quality', () => {
    const report: fc.Arbitrary<QualityReport> = fc.record({
      gatePassRate: stats,
      votes,
      scores: named(fc.tuple(stats, anyFigure).map(([one, passRate]) => ({ ...one, passRate }))),
      series: seriesOf(fc.record({ gatePassRate: stats, votes })),
    });
    fc.assert(
      fc.property(report, scopes, (given, within) => {
        expect(problemsOf(qualityReport(given, within))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test('latency', () => {
    const report: fc.Arbitrary<LatencyReport> = fc.record({
      overall: latency,
      stages: named(latency),
      series: seriesOf(latency),
    });
    fc.assert(
      fc.property(report, scopes, (given, within) => {
        expect(problemsOf(latencyReport(given, within))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test('errors', () => {
    const report: fc.Arbitrary<ErrorsReport> = fc.record({
      runs: rate,
      byType,
      byStage: named(rate),
      series: seriesOf(rate),
    });
    fc.assert(
      fc.property(report, scopes, (given, within) => {
        expect(problemsOf(errorsReport(given, within))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test('compliance', () => {
    const report: fc.Arbitrary<ComplianceReport> = fc.record({
      groups: fc.record({ structure: rate, policy: rate, voice: rate, overall: rate }),
      checks: named(rate).map((all) => all.map((check) => ({ ...check, group: null }))),
      rewrites: fc.record({ total: anyNumber, runs: rate }),
      series: seriesOf(fc.record({ overall: rate })),
    });
    fc.assert(
      fc.property(report, scopes, (given, within) => {
        expect(problemsOf(complianceReport(given, within))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test('throughput and datasets', () => {
    const report: fc.Arbitrary<ThroughputReport> = fc.record({
      runs: anyNumber,
      failed: anyNumber,
      perHour: anyNumber,
      series: seriesOf(runsPoint),
    });
    fc.assert(
      fc.property(report, anyNumber, scopes, (given, count, within) => {
        expect(problemsOf(throughputReport(given, within))).toEqual([]);
        expect(problemsOf(datasetsReport({ candidates: [{ name: 'high_quality_responses', count }] }, within))).toEqual(
          [],
        );
      }),
      { numRuns: 40 },
    );
  });

  test('costs, cut every way, and the budget', () => {
    fc.assert(
      fc.property(costs, anyNumber, anyNumber, scopes, (given, spent, limit, within) => {
        const budget = budgetStateOf({ usd: spent, unknownCostCalls: 2 }, limit);
        const spike = costSpikeOf(spent, [limit, 0]);
        expect(problemsOf(costTodayReport({ costs: given, budget, spike }, within))).toEqual([]);
        for (const dimension of costDimensions) expect(problemsOf(costByReport(given, dimension, within))).toEqual([]);
        expect(problemsOf(budgetReport({ dailyUsd: limit, runUsd: spent }, budget, spike, now))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

describe('what is said', () => {
  const textOf = (report: Report) => JSON.stringify(renderReport(report, 'full'));

  test('figures carry unit, n and window', () => {
    const text = textOf(dashboardReport(sampleDashboard(), scope));
    expect(text).toContain('91.7 % of 12');
    expect(text).toContain('12 s (n = 12)');
    expect(text).toContain('98.2 % (n = 11)');
    expect(text).toContain('$0.42 in 24 calls');
    expect(text).toContain('last 24 h (1 Mar 09:00 – 2 Mar 09:00 UTC) · n = 12 runs');
  });

  test('nothing counted is no data, not zeros, with what may help', () => {
    const empty = sampleDashboard({
      runs: { n: 0, ok: 0, failed: 0, successRate: null },
      latency: noLatency,
      gatePassRate: noStats,
      errorTypes: [],
    });
    const text = textOf(dashboardReport(empty, scope));
    expect(text).toContain('No data yet: no runs in the last 24 h.');
    expect(text).toContain('--window 30d');
    expect(text).not.toContain('data_visualization');
    expect(text).not.toMatch(/\b0 %|0 ms/);
    const narrow = dashboardReport(empty, { ...scope, channelName: '#links' });
    expect(textOf(narrow)).toContain('without --channel');
  });

  test('percentiles of a histogram are marked', () => {
    const report = {
      overall: latencyOf({ isExact: false }),
      stages: [],
      series: { bucket: 'hour' as const, points: [] },
    };
    expect(textOf(latencyReport(report, scope))).toContain('≈ 12 s');
    expect(textOf(latencyReport(report, scope))).toContain('approximate');
    const exact = { ...report, overall: latencyOf() };
    expect(textOf(latencyReport(exact, scope))).not.toContain('≈');
  });

  test('an unknown cost is unknown, never 0', () => {
    const unknown = costOf({ usd: null, calls: 3, unknownCostCalls: 3 });
    expect(formatMetric.cost(unknown)).toBe('unknown');
    expect(formatMetric.cost(costOf({ unknownCostCalls: 3 }))).toBe('at least $0.42');
    expect(formatMetric.cost(costOf({ calls: 0, usd: null }))).toBe('$0');
    const report = costByReport(
      { total: unknown, parts: [], byStage: [unknown], byModel: [], byChannel: [], byUser: [], byDay: [] },
      'stage',
      scope,
    );
    expect(textOf(report)).toContain('"unknown"');
    expect(textOf(report)).toContain('The price of 3 of 3 calls is unknown');
    expect(textOf(report)).not.toContain('$0');
  });

  test('asking models, fetching and the rest stand side by side, in money and in time', () => {
    const costs: CostReport = {
      total: costOf(),
      parts: sampleCostParts(),
      byStage: [],
      byModel: [],
      byChannel: [],
      byUser: [],
      byDay: [],
    };
    const text = textOf(costByReport(costs, 'part', scope));
    for (const part of ['Asking models', 'at least $0.42', '12 calls', '45 s', '75 %', '7 fetches', 'Only models cost'])
      expect(text).toContain(part);
  });

  test('the budget says how far it is used and where it is changed', () => {
    const text = textOf(
      budgetReport(
        { dailyUsd: 5, runUsd: 0.1 },
        budgetStateOf({ usd: 4.5, unknownCostCalls: 1 }, 5),
        costSpikeOf(4.5, [1, 1]),
        now,
      ),
    );
    expect(text).toContain('at least $4.50 of $5.00 ▰▰▰▰▰▰▰▰▰▱ 90 %, nearly used up');
    expect(text).toContain('llm.dailyBudgetUsd');
  });

  test('people and channels are shown by name where there is a table, as text elsewhere; pseudonyms are text', () => {
    const costs: CostReport = {
      total: costOf(),
      parts: [],
      byStage: [],
      byModel: [],
      byChannel: [costOf({ key: 'C1' })],
      byUser: [costOf({ key: 'U1' }), costOf({ key: 'p_abcdefghijklmnopqrstuv' })],
      byDay: [],
    };
    expect(textOf(costByReport(costs, 'channel', scope))).toContain('"channel_id":"C1"');
    const users = textOf(costByReport(costs, 'user', scope));
    expect(users).toContain('"user_id":"U1"');
    expect(users).not.toContain('"user_id":"p_');
    expect(JSON.stringify(renderReport(costByReport(costs, 'user', scope), 'plain'))).not.toContain('user_id');
  });
});

describe('charts', () => {
  test('a form without charts shows the same figures as a table, then in letters of equal width', () => {
    const report = dashboardReport(sampleDashboard(), scope);
    expect(renderReport(report, 'full').blocks.map(({ type }) => type)).toContain('data_visualization');
    const tables = renderReport(report, 'tables');
    expect(tables.blocks.map(({ type }) => type)).toContain('table');
    expect(JSON.stringify(tables)).not.toContain('data_visualization');
    expect(JSON.stringify(tables)).toContain('Runs per 2 h');
    const plain = JSON.stringify(renderReport(report, 'plain'));
    expect(plain).toContain('rich_text_preformatted');
    expect(plain).not.toContain('"table"');
    const sections = renderReport(report, 'sections').blocks.map(({ type }) => type);
    expect(sections).not.toContain('rich_text');
  });

  test('any chart is valid or not drawn', () => {
    const values = fc.array(anyNumber, { maxLength: 30 });
    const xy = fc.record({
      kind: fc.constantFrom('line' as const, 'bar' as const, 'area' as const),
      title: anyText,
      unit: anyText,
      xLabel: anyText,
      categories: fc.array(anyText, { maxLength: 30 }),
      series: fc.array(fc.record({ name: anyText, values }), { maxLength: 9 }),
    });
    const pie = fc.record({
      kind: fc.constant('pie' as const),
      title: anyText,
      unit: anyText,
      segments: fc.array(fc.record({ label: anyText, value: anyNumber }), { maxLength: 12 }),
    });
    fc.assert(
      fc.property(fc.oneof(xy, pie), (chart) => {
        const block = renderChart(chart);
        expect(block === null ? [] : validateBlocks([block], 'message')).toEqual([]);
      }),
    );
  });

  test('a window is laid in at most twenty slots, each point in its own, and no label twice', () => {
    fc.assert(
      fc.property(
        bucket,
        fc.integer({ min: 1, max: 366 * 24 }),
        fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { maxLength: 40 }),
        (kind, hours, places) => {
          const fromMs = now - hours * hourMs;
          const points = places.map((place) => ({ startMs: Math.floor(fromMs + place * hours * hourMs) }));
          const { slots } = chartSlots({ bucket: kind, points }, { fromMs, toMs: now });
          expect(slots.length).toBeLessThanOrEqual(20);
          expect(slots.flatMap((slot) => slot.points)).toHaveLength(points.length);
          expect(new Set(slots.map(({ label }) => label)).size).toBe(slots.length);
        },
      ),
    );
  });

  test('a mean is left out where nothing was measured, a count is 0 there', () => {
    const point = { startMs: now - hourMs, ...latencyOf() };
    const latency = renderReport(
      latencyReport({ overall: latencyOf(), stages: [], series: { bucket: 'hour', points: [point] } }, scope),
      'full',
    );
    expect(JSON.stringify(latency)).toContain('"categories":["07:00"]');
    const runs = renderReport(dashboardReport(sampleDashboard(), scope), 'full');
    expect(JSON.stringify(runs)).toContain('"value":0');
  });

  test('durations and sums are read by people', () => {
    expect([0, 12.4, 999.4, 2400, 125_000, 7_800_000, null, Number.NaN].map(formatMetric.duration)).toEqual([
      '0 ms',
      '12 ms',
      '999 ms',
      '2.4 s',
      '2 min 5 s',
      '2 h 10 min',
      '–',
      '–',
    ]);
    expect([null, 0, 0.00001, 0.0042, 1.5, 12_345.678].map(formatMetric.usd)).toEqual([
      'unknown',
      '$0',
      'under $0.0001',
      '$0.0042',
      '$1.50',
      '$12,345.68',
    ]);
    expect([0, 0.305, 0.5, 1, 7].map((share) => formatMetric.bar(share))).toEqual([
      '▱▱▱▱▱▱▱▱▱▱ 0 %',
      '▰▰▰▱▱▱▱▱▱▱ 30.5 %',
      '▰▰▰▰▰▱▱▱▱▱ 50 %',
      '▰▰▰▰▰▰▰▰▰▰ 100 %',
      '▰▰▰▰▰▰▰▰▰▰ 700 %',
    ]);
    expect([7 * 24 * hourMs, 24 * hourMs, hourMs, 60_000].map(formatMetric.length)).toEqual([
      '7 days',
      '24 h',
      '1 h',
      '1 min',
    ]);
  });
});
