import type { Baseline, BaselineStore, RunVerdict } from '../../core/baseline.ts';
import type { EvalResults, EvalRun, EvalRunStore } from '../../core/evaluation.ts';
import type { Outside } from '../../core/outside.ts';
import type { RegressionInput, RegressionReport } from '../../core/regression.ts';
import type { EndHooks } from '../eval-job.ts';
import { comparableResults } from './comparable-results.ts';
import type { BaselineSettings } from './settings.ts';

export interface RunJudgeDeps {
  settings: BaselineSettings;
  baselines: BaselineStore;
  runs: Pick<EvalRunStore, 'get' | 'results'>;
  /** In a thread of its own. @throws the signal's reason */
  compare: (input: RegressionInput, signal: AbortSignal) => Promise<RegressionReport>;
  outside: Pick<Outside, 'clock' | 'log'>;
}

/** Answers items of both runs again. @returns what was not done and why, each one sentence; empty where all was. */
export type RepeatRuns = (
  runs: { candidate: EvalRun; baseline: EvalRun },
  repeats: number,
  hooks: EndHooks,
) => Promise<string[]>;

export interface RunJudge {
  /** The verdict with the results there are, against a baseline; null where nothing can be compared. Nothing is stored. */
  look(run: EvalRun, baseline: Baseline, signal: AbortSignal): Promise<RunVerdict | null>;
  /**
   * The verdict on a run that has ended, stored: against the baseline it names, else the promoted one. Where a first look sees a drop that may be
   * chance, both sides are answered again first. Null where there is nothing to measure against.
   */
  decide(run: EvalRun, repeat: RepeatRuns, hooks: EndHooks): Promise<RunVerdict | null>;
}

export function createRunJudge({ settings, baselines, runs, compare, outside }: RunJudgeDeps): RunJudge {
  const resultsOf = async (run: EvalRun): Promise<EvalResults> => ({ run, results: await runs.results(run.id) });

  const baselineOf = async ({ params }: EvalRun): Promise<Baseline | null> => {
    const tag = params.baseline ?? (await baselines.promoted(params.dataset))?.tag ?? null;
    return tag === null ? null : baselines.get(params.dataset, tag);
  };

  const look: RunJudge['look'] = async (run, baseline, signal) => {
    const baselineRun = await runs.get(baseline.runId);
    if (baselineRun === null) return null;
    const { notes, ...compared } = comparableResults(await resultsOf(baselineRun), await resultsOf(run));
    if (compared.baseline.length === 0 || compared.scorers.length === 0) return null;
    const rules = { isStrict: settings.strict, alpha: settings.alpha, seed: run.params.seed };
    return {
      runId: run.id,
      dataset: baseline.dataset,
      baselineTag: baseline.tag,
      baselineRunId: baseline.runId,
      revision: (await baselines.promoted(baseline.dataset))?.revision ?? 0,
      report: await compare({ ...compared, rules }, signal),
      notes,
      decidedAt: outside.clock.now(),
    };
  };

  return {
    look,
    async decide(run, repeat, hooks) {
      const baseline = run.status === 'done' ? await baselineOf(run) : null;
      if (baseline === null || baseline.runId === run.id) return null;
      const first = await look(run, baseline, hooks.signal);
      if (first === null) return null;
      // Kept before the second stage, which may be cancelled.
      await baselines.putVerdict(first);
      const baselineRun = await runs.get(baseline.runId);
      if (!first.report.wantsRepeats || settings.repeats < 2 || baselineRun === null) return first;
      outside.log.info('a drop was seen; both runs are answered again', { runId: run.id, repeats: settings.repeats });
      const undone = await repeat({ candidate: run, baseline: baselineRun }, settings.repeats, hooks);
      const again = await look((await runs.get(run.id)) ?? run, baseline, hooks.signal);
      if (again === null) return first;
      const second = { ...again, notes: [...again.notes, ...undone] };
      await baselines.putVerdict(second);
      return second;
    },
  };
}
