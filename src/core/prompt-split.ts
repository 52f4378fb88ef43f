/** Live traffic divided between two versions of a prompt, and what came of each. */
import { createHash } from 'node:crypto';
import type { Difference, MeanSample, ShareSample } from './two-sample.ts';

export type Arm = 'a' | 'b';

export interface PromptSplit {
  id: string;
  name: string;
  /** A label or a version each; a label is looked up anew for every link. */
  a: string;
  b: string;
  /** Of links that go to B, 1 to 99. */
  sharePercent: number;
  startedBy: string;
  startedAt: number;
  endedBy: string | null;
  endedAt: number | null;
}

/** What one link's job came to under its arm. */
export interface SplitRun {
  splitId: string;
  jobId: string;
  arm: Arm;
  version: string;
  /** True where the arm's version was gone and prod ran in its place; such runs are told but not compared. */
  isFallback: boolean;
  outcome: 'summarized' | 'failed';
  /** Share of the checks that the last draft passed; null where there was no draft. */
  gateShare: number | null;
  rewriteCount: number;
  costUsd: number | null;
  durationMs: number;
  at: number;
}

/** One measure of one arm. */
export interface ArmFigures {
  /** Links that ran. */
  runs: ShareSample;
  /** Drafts that passed every check at the first try. */
  firstTry: ShareSample;
  gates: MeanSample;
  costUsd: MeanSample;
  durationMs: MeanSample;
  /** Up among all votes. */
  votes: ShareSample;
  /** By the name of the score. */
  scores: Readonly<Record<string, MeanSample>>;
  fallbackCount: number;
}

export interface PromptSplitStore {
  /** @returns false where one of this prompt runs already. */
  start(split: PromptSplit): Promise<boolean>;
  /** @returns false where it had ended. */
  end(id: string, by: string, at: number): Promise<boolean>;
  running(): Promise<PromptSplit[]>;
  /** The newest of a prompt, running or ended. */
  newest(name: string): Promise<PromptSplit | null>;
  /** One row a split and job; the first stays. */
  putRun(run: SplitRun): Promise<void>;
  figures(splitId: string): Promise<Record<Arm, ArmFigures>>;
}

/** One line of the comparison; B − A. */
export interface SplitMeasure {
  name: string;
  unit: 'share' | 'value' | 'usd' | 'ms';
  a: { n: number; mean: number | null };
  b: { n: number; mean: number | null };
  /** null where either has too few. */
  difference: Difference | null;
}

export interface SplitReport {
  split: PromptSplit;
  measures: SplitMeasure[];
  fallbacks: Record<Arm, number>;
}

/** What a job runs with. */
export interface ChosenArms {
  /** By prompt name: the version to ask for. */
  versions: Readonly<Record<string, string>>;
  arms: readonly (Pick<SplitRun, 'splitId' | 'arm' | 'version' | 'isFallback'> & { name: string })[];
}

/** What the pipeline needs of it; never fails a link. */
export interface PromptArms {
  choose(jobId: string): Promise<ChosenArms>;
  record(
    jobId: string,
    chosen: ChosenArms,
    run: Pick<SplitRun, 'outcome' | 'gateShare' | 'rewriteCount' | 'costUsd' | 'durationMs'>,
  ): Promise<void>;
}

/** The same job is always in the same arm of a split, and in independent arms of two. */
export function armOf(splitId: string, jobId: string, sharePercent: number): Arm {
  const hash = createHash('sha256').update(`${splitId}:${jobId}`).digest().readUInt32BE(0);
  return hash / 2 ** 32 < sharePercent / 100 ? 'b' : 'a';
}
