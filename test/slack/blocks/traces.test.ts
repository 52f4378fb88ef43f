import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TraceDetail, TraceSpan, TraceSummary } from '../../../src/core/analytics.ts';
import { compareTraces } from '../../../src/core/compare-traces.ts';
import { renderReport, type Report, reportForms } from '../../../src/slack/blocks/report.ts';
import { parseSummaryMenu, renderSummaryMenu } from '../../../src/slack/blocks/summary-menu.ts';
import {
  formatArtifactReference,
  isOpenArtifact,
  parseArtifactReference,
} from '../../../src/slack/blocks/traces/artifact-reference.ts';
import { comparisonReport } from '../../../src/slack/blocks/traces/comparison-report.ts';
import { formatTraceSearch, parseTraceSearch } from '../../../src/slack/blocks/traces/search-reference.ts';
import { searchReport } from '../../../src/slack/blocks/traces/search-report.ts';
import { isContentAttribute } from '../../../src/slack/blocks/traces/span-attributes.ts';
import { renderLoadingModal, renderReportModal } from '../../../src/slack/blocks/traces/trace-modal.ts';
import { traceReport } from '../../../src/slack/blocks/traces/trace-report.ts';
import { renderWaterfall } from '../../../src/slack/blocks/traces/waterfall.ts';
import { validateMessage, validateView } from '../../../src/slack/blocks/validate-blocks.ts';
import { sampleTrace, sampleTraceSummary } from '../../support/memory-analytics.ts';

const anyNumber = fc.oneof(
  fc.constantFrom(0, -1, 1e15, Number.MAX_VALUE, Number.NaN, Infinity),
  fc.integer({ min: 0, max: 1_000_000 }),
);
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom('<!channel>', '*bold*', '`code`', '</b>', 'x'.repeat(4000)),
);
const traceId = fc.stringMatching(/^[0-9a-f]{32}$/);
const status = fc.constantFrom('ok' as const, 'error' as const);
const summary: fc.Arbitrary<TraceSummary> = fc.record({
  traceId,
  name: anyText,
  startMs: anyNumber,
  durationMs: anyNumber,
  status,
  outcome: fc.option(anyText),
  errorType: fc.option(anyText),
  channel: fc.option(fc.oneof(anyText, fc.constant('C1'))),
  user: fc.option(fc.oneof(anyText, fc.constant('U1'))),
  url: fc.option(fc.oneof(anyText, fc.webUrl())),
  domain: fc.option(anyText),
  model: fc.option(anyText),
  prompts: fc.array(anyText, { maxLength: 5 }),
  costUsd: fc.option(anyNumber),
  inputTokens: anyNumber,
  outputTokens: anyNumber,
  gatePassRate: fc.option(anyNumber),
  rewriteCount: anyNumber,
  spanCount: anyNumber,
  attempts: anyNumber,
});
const span: fc.Arbitrary<TraceSpan> = fc.record({
  spanId: fc.string(),
  parentSpanId: fc.option(fc.string()),
  name: anyText,
  kind: fc.constantFrom('LLM', 'CHAIN'),
  depth: anyNumber,
  offsetMs: anyNumber,
  durationMs: anyNumber,
  status,
  errorType: fc.option(anyText),
  costUsd: fc.option(anyNumber),
  attributes: fc.dictionary(anyText, fc.oneof(anyText, anyNumber, fc.boolean(), fc.array(anyText, { maxLength: 5 })), {
    maxKeys: 12,
  }),
});
const trace: fc.Arbitrary<TraceDetail> = fc.record({
  summary: fc.option(summary),
  traceId,
  startMs: anyNumber,
  durationMs: anyNumber,
  spans: fc.array(span, { maxLength: 70 }),
  artifacts: fc.array(fc.record({ name: anyText, bytes: anyNumber, createdAt: anyNumber }), { maxLength: 14 }),
});

/** What is wrong with a report as a message or modal in any form. */
function problemsOf(report: Report): unknown[] {
  return reportForms.flatMap((form) => {
    const message = renderReport(report, form);
    // What a button carries is never shown.
    const shown = JSON.stringify(message, (key, value: unknown) => (key === 'value' ? undefined : value));
    const odd = /NaN|Infinity|<!(?!date)/.exec(shown);
    return [...validateMessage(message), ...validateView(renderReportModal(report, form)), ...(odd ? [odd[0]] : [])];
  });
}

describe('traces', () => {
  test('any trace is a valid message and modal', () => {
    fc.assert(
      fc.property(trace, fc.boolean(), (given, may) => {
        expect(problemsOf(traceReport(given, may))).toEqual([]);
      }),
      { numRuns: 60 },
    );
    expect(validateView(renderLoadingModal())).toEqual([]);
  });

  test('any search result and comparison is a valid message', () => {
    fc.assert(
      fc.property(fc.array(summary, { maxLength: 15 }), anyText, trace, trace, (traces, text, a, b) => {
        expect(problemsOf(searchReport({ traces, hiddenCount: 2, nextCursor: 'next' }, { text, limit: 10 }))).toEqual(
          [],
        );
        expect(problemsOf(comparisonReport(compareTraces(a, b), true))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test('the waterfall shows name, place, offset, duration, end and cost in lines a modal holds', () => {
    const lines = renderWaterfall(sampleTrace());
    expect(lines).toEqual([
      'span                      when            from    took   cost',
      'summarize_link.run        ████████████    +0ms   12.3s ✓',
      ' retrieval.fetch_evidence █···········   +10ms   800ms ✓',
      ' stage_b.run              ███████████·  +900ms   11.0s ✓ $0.0042',
    ]);
    const [first] = sampleTrace().spans;
    const many = { durationMs: 10, spans: Array.from({ length: 60 }, () => ({ ...first!, depth: 30 })) };
    expect(renderWaterfall(many)).toHaveLength(47);
    expect(renderWaterfall(many).at(-1)).toBe('… 15 more spans');
    fc.assert(
      fc.property(trace, (given) => {
        for (const line of renderWaterfall(given)) expect(line).not.toMatch(/[\n\r]/);
      }),
    );
  });

  test('a model call of unknown cost is unknown; what calls no model has none', () => {
    const [root, fetch, llm] = sampleTrace().spans;
    const spans = [root!, fetch!, { ...llm!, costUsd: null }];
    const lines = renderWaterfall({ durationMs: 12_300, spans });
    expect(lines[3]).toContain('unknown');
    expect(lines[2]).not.toContain('unknown');
    const text = JSON.stringify(renderReport(traceReport(sampleTrace({ spans }, { costUsd: null }), true), 'full'));
    expect(text).toContain('*Cost*\\nunknown');
  });

  test('what was read and written is shown to admins alone', () => {
    const text = (may: boolean) => JSON.stringify(renderReport(traceReport(sampleTrace(), may), 'full'));
    expect(text(true)).toContain('a private sentence');
    expect(text(false)).not.toContain('a private sentence');
    expect(text(false)).toContain('prompt_version=abcdef012345');
    for (const name of ['input.value', 'gen_ai.prompt.0.content', 'output', 'dropped_facts', 'gen_ai.input.messages']) {
      expect([name, isContentAttribute(name)]).toEqual([name, true]);
    }
    for (const name of ['gen_ai.usage.input_tokens', 'prompt_version', 'prompt_length', 'model', 'url', 'fact_count']) {
      expect([name, isContentAttribute(name)]).toEqual([name, false]);
    }
    const other = sampleTrace({ traceId: 'b'.repeat(32) });
    other.spans[2] = { ...other.spans[2]!, attributes: { 'input.value': 'another private one', prompt_version: 'f' } };
    const compared = (may: boolean) =>
      JSON.stringify(renderReport(comparisonReport(compareTraces(sampleTrace(), other), may), 'full'));
    expect(compared(true)).toContain('another private one');
    expect(compared(false)).not.toContain('private');
    expect(compared(false)).toContain('prompt_version');
  });

  test('an error is named', () => {
    const failed = sampleTrace({}, { status: 'error', outcome: 'failed', errorType: 'fetch_timeout' });
    failed.spans[1] = { ...failed.spans[1]!, status: 'error', errorType: 'fetch_timeout' };
    const text = JSON.stringify(renderReport(traceReport(failed, false), 'full'));
    expect(text).toContain('✗ failed (fetch_timeout)');
    expect(text).toContain('✗ retrieval.fetch_evidence: fetch_timeout');
  });

  test('a search that finds nothing says what was looked for', () => {
    const empty = { traces: [], hiddenCount: 0, nextCursor: null };
    const text = JSON.stringify(renderReport(searchReport(empty, { text: 'ferry', status: 'error' }), 'full'));
    expect(text).toContain('No trace with words “ferry”, status error.');
    const row = { traces: [sampleTraceSummary({ costUsd: null })], hiddenCount: 0, nextCursor: null };
    expect(JSON.stringify(renderReport(searchReport(row, {}), 'full'))).toContain('cost unknown');
  });
});

describe('what buttons carry', () => {
  test('comes back as it went, and nothing else is taken', () => {
    const id = 'ab'.repeat(16);
    expect(parseArtifactReference(formatArtifactReference({ traceId: id, name: 'evidence.json' }) ?? '')).toEqual({
      traceId: id,
      name: 'evidence.json',
    });
    for (const value of [undefined, '', `${id}/`, `${id}/../x/y`, `${id.slice(1)}/a`, `${id}/a/b`]) {
      expect(parseArtifactReference(value)).toBeNull();
    }
    expect(formatArtifactReference({ traceId: id, name: 'a/b' })).toBeNull();
    const search = { text: 'ferry', status: 'error' as const, limit: 10, cursor: 'c1' };
    expect(parseTraceSearch(formatTraceSearch(search) ?? '')).toEqual(search);
    expect(formatTraceSearch({ ...search, url: 'x'.repeat(1999) })).toBeNull();
    for (const value of [
      undefined,
      '',
      '{',
      '[]',
      '{"cursor":1}',
      '{"cursor":"a","limit":500}',
      '{"cursor":"a","x":1}',
    ]) {
      expect(parseTraceSearch(value)).toBeNull();
    }
    const menu = renderSummaryMenu({ summaryId: 'sum-1', revision: 2 });
    expect(parseSummaryMenu(menu.options.find(({ value }) => value?.startsWith('trace/'))?.value)).toEqual({
      choice: 'trace',
      reference: { summaryId: 'sum-1', revision: 2 },
    });
    for (const value of [undefined, 'trace', 'delete/sum-1:2', 'trace/sum-1', 'trace/sum-1:2/x']) {
      expect(parseSummaryMenu(value)).toBeNull();
    }
  });

  test('a file that is not known to be harmless is for admins', () => {
    expect(isOpenArtifact('sources.txt')).toBe(true);
    for (const name of [
      'evidence.json',
      'stage_a_facts.json',
      'stage_b_result.json',
      'slack_payload.json',
      'failures.txt',
      'new.json',
    ]) {
      expect(isOpenArtifact(name)).toBe(false);
    }
  });
});
