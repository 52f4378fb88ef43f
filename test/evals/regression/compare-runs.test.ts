import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EvalItemResult } from '../../../src/core/evaluation.ts';
import type { RegressionInput, RegressionReport } from '../../../src/core/regression.ts';
import { compareRuns } from '../../../src/evals/regression/compare-runs.ts';
import { evalResult, failedResult, judgedResults } from '../../support/eval-results.ts';

const rules = { isStrict: false, alpha: 0.1, seed: 1 };

function compare(
  baseline: EvalItemResult[],
  candidate: EvalItemResult[],
  changes: Partial<RegressionInput> = {},
): RegressionReport {
  return compareRuns({ scorers: ['judged'], baseline, candidate, rules, ...changes });
}

/** `count` ones, then zeros up to `n`. */
const passes = (count: number, n: number): number[] => Array.from({ length: n }, (_, index) => (index < count ? 1 : 0));

describe('the verdict', () => {
  it('is PASS for the same answers, whatever their level', () => {
    const report = compare(judgedResults(passes(11, 20)), judgedResults(passes(11, 20)));
    expect(report).toMatchObject({ verdict: 'PASS', seedVerdict: 'PASS', n: 20, coverage: 1, wantsRepeats: false });
    expect(report.scorers[0]).toMatchObject({ difference: 0, drop: 0, p: 1, adjustedP: 1, detectableDrop: null });
    expect(report.reasons).toEqual(['No scorer is 5 % or more below the baseline.']);
  });

  it('is FAIL for a drop that is large and no chance', () => {
    const report = compare(judgedResults(passes(20, 20)), judgedResults(passes(14, 20)));
    expect(report).toMatchObject({ verdict: 'FAIL', seedVerdict: 'FAIL', wantsRepeats: true });
    const [scorer] = report.scorers;
    expect(scorer).toMatchObject({ p: 1 / 64, passFail: { lost: 6, won: 0 } });
    expect(scorer?.drop).toBeCloseTo(0.3);
    expect(scorer?.interval.high).toBeLessThan(0);
    expect(report.reasons[0]).toBe('judged is 30 % lower (1.00 → 0.70), more than chance explains (p = 0.016).');
  });

  it('is INCONCLUSIVE for a drop that chance could have made, though the seed rule fails it', () => {
    const report = compare(judgedResults(passes(18, 20)), judgedResults([...passes(16, 20)]));
    expect(report).toMatchObject({ verdict: 'INCONCLUSIVE', seedVerdict: 'FAIL', wantsRepeats: true });
    expect(report.reasons[0]).toContain('chance alone could do that');
  });

  it('is WARN for a sure drop between 5 and 10 %', () => {
    const report = compare(
      judgedResults(Array.from({ length: 20 }, () => 1)),
      judgedResults(Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 0.9 : 0.95))),
    );
    expect(report).toMatchObject({ verdict: 'WARN', seedVerdict: 'WARN' });
    expect(report.scorers[0]?.passFail).toBeNull();
  });

  it('takes a drop of exactly 10 % for one of 10 %, though a computer counts it a hair less', () => {
    const report = compare(judgedResults(passes(20, 20)), judgedResults(Array.from({ length: 20 }, () => 0.9)));
    expect(report.scorers[0]).toMatchObject({ seedVerdict: 'FAIL', verdict: 'FAIL' });
  });

  it('never fails a run of fewer than ten items by its mean alone, and says what they could show', () => {
    const report = compare(judgedResults(passes(8, 8)), judgedResults([0, 0, 0, 0, 0, 0.2, 0, 0]));
    expect(report).toMatchObject({ verdict: 'INCONCLUSIVE', seedVerdict: 'FAIL' });
    expect(report.reasons).toContainEqual(
      expect.stringMatching(/^Too few items \(8\): can detect only drops of 0\.\d\d or more\.$/),
    );
  });

  it('by strict rules is the seed rule alone', () => {
    const strict = { ...rules, isStrict: true };
    const report = compare(judgedResults(passes(18, 20)), judgedResults(passes(16, 20)), { rules: strict });
    expect(report).toMatchObject({ verdict: 'FAIL', wantsRepeats: false });
    expect(report.reasons).toEqual(['judged is 11.1 % lower (0.90 → 0.80).']);
  });

  it('looks at the plain difference where the baseline is 0', () => {
    const report = compare(judgedResults(passes(0, 20)), judgedResults(passes(3, 20)));
    expect(report.scorers[0]).toMatchObject({ drop: -0.15, verdict: 'PASS', seedVerdict: 'PASS' });
  });

  it('fails two new hard failures whatever the means say, and one not', () => {
    const fine = judgedResults(passes(30, 60));
    const broken = (count: number): EvalItemResult[] =>
      fine.map((result, index) => (index >= 60 - count ? failedResult(result.itemId) : result));
    expect(compare(fine, broken(1))).toMatchObject({ verdict: 'PASS', newHardFailures: [{ itemId: 'item-59' }] });
    const two = compare(fine, broken(2));
    expect(two).toMatchObject({ verdict: 'FAIL', coverage: 58 / 60, wantsRepeats: false });
    expect(two.reasons[0]).toBe(
      '2 items that the baseline answered have no valid answer now: item-58 (model_timeout), item-59 (model_timeout).',
    );
    // What the baseline failed as well is not new.
    expect(compare(broken(2), broken(2))).toMatchObject({ verdict: 'PASS', newHardFailures: [], coverage: 58 / 60 });
  });

  it('takes an invalid form for a hard failure, and a broken judge not', () => {
    const with_ = (schema: number, error: string | null): EvalItemResult[] =>
      Array.from({ length: 12 }, (_, index) => {
        const result = evalResult(`item-${index}`, { judged: 1, schema_validity: index < 2 ? schema : 1 });
        return { ...result, scores: result.scores.map((score) => ({ ...score, error: index < 2 ? error : null })) };
      });
    const invalid = compare(with_(1, null), with_(0, null));
    expect(invalid).toMatchObject({
      verdict: 'FAIL',
      newHardFailures: [{ kind: 'schema' }, { kind: 'schema' }],
      coverage: 1,
    });
    const judgeless = compare(with_(1, null), with_(1, 'model_timeout'));
    expect(judgeless.newHardFailures).toEqual([]);
    // Its score counts as 0 all the same.
    expect(judgeless.scorers[0]?.candidateMean).toBeCloseTo(10 / 12);
  });
});

describe('pairing', () => {
  it('counts an item that the candidate lost as 0 and lists it, and leaves out what the baseline never had', () => {
    const report = compare(judgedResults(passes(12, 12)), [
      ...judgedResults(passes(11, 11)),
      evalResult('item-new', { judged: 1 }),
    ]);
    expect(report).toMatchObject({
      n: 12,
      coverage: 11 / 12,
      unpaired: ['item-new'],
      lostItems: [{ itemId: 'item-11', kind: 'missing' }],
      newHardFailures: [],
    });
    expect(report.scorers[0]?.candidateMean).toBeCloseTo(11 / 12);
    expect(report.worst).toMatchObject([{ itemId: 'item-11', drop: 1, label: 'failed' }]);
    expect(report.reasons).toContain('1 item without an answer counts as 0.');
  });

  it('leaves out an item that the scorer has nothing to say of', () => {
    const results = [
      ...judgedResults(passes(12, 12)),
      ...['item-a', 'item-b'].map((itemId) => evalResult(itemId, { other: 1 })),
    ];
    const report = compare(results, results, { scorers: ['judged', 'other'] });
    expect(report.n).toBe(14);
    expect(report.scorers).toMatchObject([
      { scorer: 'judged', n: 12, baselineMean: 1 },
      { scorer: 'other', n: 2, candidateMean: 1 },
    ]);
  });

  it('wants the repeats that are missing where a second look was broken off', () => {
    const once = judgedResults(passes(20, 20));
    const half = [...once, ...once.slice(0, 10).map((result) => ({ ...result, repeat: 1 }))];
    const report = compare(half, judgedResults(passes(16, 20)));
    expect(report).toMatchObject({ repeats: { baseline: 1, candidate: 1 }, wantsRepeats: true });
  });

  it('takes the mean over the repeats of an item, failed ones as 0', () => {
    const thrice = (values: number[]): EvalItemResult[] =>
      values.map((value, repeat) => evalResult('item-0', { judged: value }, { repeat }));
    const report = compare(thrice([1, 1, 1]), [...thrice([1, 0.5]), { ...failedResult('item-0'), repeat: 2 }]);
    expect(report.scorers[0]).toMatchObject({ n: 1, baselineMean: 1, candidateMean: 0.5 });
    expect(report).toMatchObject({ repeats: { baseline: 3, candidate: 3 }, lostItems: [], wantsRepeats: false });
  });
});

describe('several scorers', () => {
  const run = (drops: Record<string, number>): EvalItemResult[] =>
    Array.from({ length: 20 }, (_, index) =>
      evalResult(
        `item-${index}`,
        Object.fromEntries(Object.entries(drops).map(([scorer, count]) => [scorer, index < count ? 0 : 1])),
      ),
    );

  it('are held to Holm: what would fail alone does not among many that waver', () => {
    const scorers = ['judged', 'other-1', 'other-2', 'other-3'];
    const zeros = Object.fromEntries(scorers.map((scorer) => [scorer, 0]));
    const alone = compare(run(zeros), run({ ...zeros, judged: 4 }), { scorers });
    expect(alone.scorers[0]).toMatchObject({ p: 1 / 16, adjustedP: 1 / 16, verdict: 'FAIL' });
    const among = compare(run(zeros), run({ judged: 4, 'other-1': 1, 'other-2': 1, 'other-3': 1 }), { scorers });
    expect(among.scorers[0]).toMatchObject({ p: 1 / 16, adjustedP: 4 / 16, verdict: 'INCONCLUSIVE' });
  });

  it('are explained, the failed ones first, the many counted', () => {
    const scorers = Array.from({ length: 9 }, (_, index) => `scorer-${index}`);
    const before = run(Object.fromEntries(scorers.map((scorer) => [scorer, 0])));
    const now = run(Object.fromEntries(scorers.map((scorer, index) => [scorer, 8 + index])));
    const { reasons } = compare(before, now, { scorers });
    expect(reasons).toHaveLength(6);
    expect(reasons[0]).toContain('scorer-8 is 80 % lower');
    expect(reasons[5]).toBe('4 more scorers are 5 % or more lower.');
  });

  it('give each scorer the figures it would have alone', () => {
    const both = compare(run({ judged: 0, other: 0 }), run({ judged: 4, other: 2 }), { scorers: ['other', 'judged'] });
    const one = compare(run({ judged: 0 }), run({ judged: 4 }));
    expect(both.scorers[1]?.interval).toEqual(one.scorers[0]?.interval);
  });
});

describe('clusters', () => {
  const inClusters = (count: number, size: number, valueOf: (cluster: number) => number): EvalItemResult[] =>
    Array.from({ length: count * size }, (_, index) => {
      const cluster = Math.floor(index / size);
      return evalResult(`item-${index}`, { judged: valueOf(cluster) }, { cluster: `site-${cluster}` });
    });

  it('are flipped whole, so that one bad site is no proof', () => {
    const fine = inClusters(8, 5, () => 1);
    const report = compare(
      fine,
      inClusters(8, 5, (cluster) => (cluster === 0 ? 0 : 1)),
    );
    expect(report).toMatchObject({ unit: 'cluster', clusterCount: 8, verdict: 'INCONCLUSIVE' });
    expect(report.scorers[0]?.p).toBe(0.5);
    // The same items, not tagged, would have been five votes.
    const untagged = (results: EvalItemResult[]) => results.map((result) => ({ ...result, cluster: null }));
    expect(
      compare(untagged(fine), untagged(inClusters(8, 5, (cluster) => (cluster === 0 ? 0 : 1)))).scorers[0]?.p,
    ).toBe(1 / 32);
  });

  it('that are too few to show anything are taken apart, and that is said', () => {
    const report = compare(
      inClusters(3, 8, () => 1),
      inClusters(3, 8, () => 0.5),
    );
    expect(report).toMatchObject({ unit: 'item', clusterCount: 3, verdict: 'FAIL' });
    expect(report.reasons).toContain(
      '3 clusters are too few to be compared as wholes, so items are taken as independent of each other.',
    );
  });
});

describe('a report', () => {
  const values = fc.array(
    fc.integer({ min: 0, max: 4 }).map((quarter) => quarter / 4),
    { minLength: 1, maxLength: 14 },
  );

  it('is the same for the same input, and its parts agree with each other', () => {
    fc.assert(
      fc.property(values, values, fc.boolean(), (before, after, isStrict) => {
        const ask = (): RegressionReport =>
          compare(judgedResults(before), judgedResults(after), { rules: { ...rules, isStrict } });
        const report = ask();
        expect(ask()).toEqual(report);
        const [scorer] = report.scorers;
        expect(report.verdict === 'FAIL' && before.length < 10 && !isStrict).toBe(false);
        expect(scorer?.difference).toBeCloseTo((scorer?.candidateMean ?? 0) - (scorer?.baselineMean ?? 0), 9);
        const { passed, warning, failed } = report.itemLabels;
        expect(passed + warning + failed).toBe(before.length);
        expect(report.worst.length).toBe(Math.min(10, warning + failed));
        expect(report.reasons.length).toBeGreaterThan(0);
        expect(report.seedVerdict === 'PASS' && report.verdict !== 'PASS').toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  it('does not hang on the order in which results come', () => {
    fc.assert(
      fc.property(values, values, (before, after) => {
        const forward = compare(judgedResults(before), judgedResults(after));
        const backward = compare(judgedResults(before), judgedResults(after).toReversed());
        expect(backward.scorers).toEqual(forward.scorers);
      }),
      { numRuns: 20 },
    );
  });
});
