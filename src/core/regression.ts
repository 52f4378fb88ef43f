/** Is a run worse than its baseline: what is said of each scorer, of each item and of the whole. */
import type { EvalItemResult, MetricVerdict } from './evaluation.ts';

/** The seed rule: a drop of 10 % or more fails, 5 % or more warns, whatever chance could have done. */
export type SeedVerdict = Exclude<MetricVerdict, 'INCONCLUSIVE'>;

export interface RegressionRules {
  /** Verdict by the seed rule alone, without the tests. */
  isStrict: boolean;
  /** Largest p that counts as a drop: 0.10 for promotion, 0.01 for nightly checks. */
  alpha: number;
  /** With the same seed the same results get the same verdict, digit for digit. */
  seed: number;
}

/** What a comparison looks at. */
export type ComparedResult = Pick<EvalItemResult, 'itemId' | 'repeat' | 'cluster' | 'outcome' | 'failure' | 'scores'>;

export interface RegressionInput {
  /** What is compared, in this order; scorers that one side did not run are left out by the caller. */
  scorers: readonly string[];
  baseline: readonly ComparedResult[];
  candidate: readonly ComparedResult[];
  rules: RegressionRules;
}

/** A share of `n` and its 90 % interval (Wilson). */
export interface Rate {
  /** 0 to 1. */
  rate: number;
  n: number;
  low: number;
  high: number;
  /** Where nothing failed: with 95 % confidence at most this share does (3/n); else null. */
  failureCeiling: number | null;
}

/** One scorer over all paired items; each item counts with the mean of its repeats. */
export interface ScorerComparison {
  scorer: string;
  n: number;
  baselineMean: number;
  candidateMean: number;
  /** Candidate minus baseline, -1 to 1. */
  difference: number;
  /** 90 % interval of the difference by paired bootstrap. */
  interval: { low: number; high: number };
  /** (baseline - candidate) / baseline, positive where it got worse; the plain difference where the baseline is 0. */
  drop: number;
  /** One-sided, of the sign-flip test: how often chance alone gives a drop as large. */
  p: number;
  /** The same after Holm, over the scorers under which any item differs. */
  adjustedP: number;
  /** Null where scores are no plain pass or fail: items lost and won, and McNemar's mid-p. */
  passFail: { lost: number; won: number; p: number } | null;
  baselineRate: Rate;
  candidateRate: Rate;
  /** Smallest drop that a comparison of this size finds in four of five cases, as a difference of means; null where no item differs. */
  detectableDrop: number | null;
  verdict: MetricVerdict;
  seedVerdict: SeedVerdict;
}

/** One item under one scorer. */
export interface ItemComparison {
  itemId: string;
  scorer: string;
  cluster: string | null;
  baseline: number;
  candidate: number;
  /** As in ScorerComparison. */
  drop: number;
  label: 'passed' | 'warning' | 'failed';
}

/** An item that the baseline answered and the candidate did not, or not in a valid form. */
export interface HardFailure {
  itemId: string;
  kind: 'missing' | 'failed' | 'schema';
  /** Code of the failure, `schema_validity` or `missing`. */
  code: string;
}

export interface RegressionReport {
  verdict: MetricVerdict;
  seedVerdict: SeedVerdict;
  /** Why the verdict is what it is, each one sentence. */
  reasons: string[];
  scorers: ScorerComparison[];
  /** Items of the baseline; items that the candidate alone has are in `unpaired`. */
  n: number;
  /** Share of the baseline's items that the candidate answered, 0 to 1. */
  coverage: number;
  unpaired: string[];
  /** Items without an answer; they count as 0. */
  lostItems: HardFailure[];
  /** Answered by the baseline in valid form, by the candidate not. Two of them fail the run. */
  newHardFailures: HardFailure[];
  /** Largest drops first, at most ten. */
  worst: ItemComparison[];
  itemLabels: { passed: number; warning: number; failed: number };
  /** What was flipped and resampled as one. */
  unit: 'item' | 'cluster';
  /** Null where no two items belong together. */
  clusterCount: number | null;
  /** Answers to each item, of the one with the fewest. */
  repeats: { baseline: number; candidate: number };
  rules: RegressionRules;
  /** True where a first look saw a drop that more repeats would tell from chance. */
  wantsRepeats: boolean;
}
