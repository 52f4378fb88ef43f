import fc from 'fast-check';
import { load } from 'cheerio';
import { describe, expect, test } from 'vitest';
import { ciVerdict } from '../../src/evals/ci/ci-verdict.ts';
import { renderJunit } from '../../src/evals/ci/junit.ts';
import { compareRuns } from '../../src/evals/regression/compare-runs.ts';
import { sampleEvalResult, sampleEvalRun, sampleScore } from '../support/sample-eval-run.ts';

const good = sampleEvalResult('good', { scores: [sampleScore('grounding', 1), sampleScore('voice', 0.2)] });
const refused = sampleEvalResult('refused', { scores: [sampleScore('grounding', 0.5), sampleScore('voice', 1)] });
const unanswered = sampleEvalResult('unanswered', {
  outcome: 'failed',
  failure: { code: 'model_timeout', message: 'The model took too long.', hint: null, retryable: true },
  scores: [],
});

describe('without a baseline', () => {
  test.each([
    [[good, good], 1, 'PASS'],
    [[good, refused], 1, 'FAIL'],
    [[good, refused], 0.5, 'PASS'],
    [[unanswered], 0.1, 'FAIL'],
    [[], 0.5, 'FAIL'],
  ] as const)('answers count that would have been posted (%#)', (results, rate, verdict) => {
    expect(ciVerdict(results, null, rate).verdict).toBe(verdict);
  });
});

test('with a baseline the verdict is that of the comparison, whatever the gates say', () => {
  const items = Array.from({ length: 20 }, (_, index) => `i${index}`);
  const before = items.map((id) => sampleEvalResult(id, { scores: [sampleScore('grounding', 1)] }));
  const now = items.map((id) => sampleEvalResult(id, { scores: [sampleScore('grounding', 0.5)] }));
  const rules = { isStrict: false, alpha: 0.1, seed: 1 };
  const worse = compareRuns({ scorers: ['grounding'], baseline: before, candidate: now, rules });
  expect(ciVerdict(now, worse, 0).verdict).toBe('FAIL');
  const same = compareRuns({ scorers: ['grounding'], baseline: now, candidate: now, rules });
  expect(ciVerdict(now, same, 1).verdict).toBe('PASS');
});

describe('JUnit', () => {
  test('has one case an answer and one a scorer, and counts what failed', () => {
    const before = [good, refused, unanswered].map((result) => ({ ...result, scores: [sampleScore('grounding', 1)] }));
    const rules = { isStrict: true, alpha: 0.1, seed: 1 };
    const results = [good, refused, unanswered];
    const report = compareRuns({ scorers: ['grounding'], baseline: before, candidate: results, rules });
    const xml = load(renderJunit(sampleEvalRun(), results, ciVerdict(results, report, 1)), { xml: true });
    const suites = xml('testsuite')
      .toArray()
      .map((suite) => [xml(suite).attr('name'), xml(suite).attr('tests'), xml(suite).attr('failures')]);
    expect(suites).toEqual([
      ['smoke.items', '3', '2'],
      ['smoke.scorers', '1', '1'],
    ]);
    expect(xml('testcase[name="unanswered"] failure').attr('message')).toBe('no answer: The model took too long.');
    expect(xml('testcase[name="refused"] failure').attr('message')).toContain('grounding');
    expect(xml('testcase[name="good"]').children()).toHaveLength(0);
  });

  test('is well-formed and says the same whatever stands in an id or a message', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (message) => {
        const failed = { ...unanswered, failure: { code: 'x', message, hint: null, retryable: false } };
        const text = renderJunit(sampleEvalRun(), [failed], ciVerdict([failed], null, 1));
        // oxlint-disable-next-line no-control-regex -- what XML 1.0 forbids
        expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/u);
        const xml = load(text, { xml: true });
        expect(xml('testcase')).toHaveLength(1);
        // oxlint-disable-next-line no-control-regex -- what XML 1.0 forbids
        const shown = message.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/gu, '\ufffd');
        expect(xml('failure').attr('message')).toBe(`no answer: ${shown}`);
      }),
    );
  });
});
