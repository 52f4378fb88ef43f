import { AppError } from '../core/errors.ts';
import type { EvalDesk } from '../core/eval-desk.ts';
import type { EvalRun } from '../core/evaluation.ts';
import type { EvalDeps } from './eval-deps.ts';
import { evalJobGroup } from './eval-job.ts';
import type { EvalRunPayload } from './eval-job.ts';
import { compareStoredRuns } from './compare-stored-runs.ts';
import { endRun } from './perform-run.ts';
import { drawnAgain, planRun } from './plan-run.ts';

/** Runs among which one is looked for by the end of its id. */
const searchedRuns = 1000;
const shortestEnd = 4;

export function createEvalDesk(deps: EvalDeps): EvalDesk {
  const { runs, jobs } = deps;

  async function requireRun(runId: string): Promise<EvalRun> {
    const run = await runs.get(runId);
    if (run) return run;
    throw unknownRun(runId);
  }

  return {
    async plan(request, by) {
      const plan = await planRun(request, by, deps);
      await runs.create(plan.run);
      return plan;
    },

    async start(runId, place) {
      const run = await requireRun(runId);
      const mayStart = run.status === 'planned' || isUnfinished(run);
      if (!mayStart) return { accepted: false };
      const items = await drawnAgain(run, deps.datasets);
      const payload: EvalRunPayload = { runId, itemIds: items.map(({ id }) => id), place };
      // Each end can be followed by one new start, and the job says whose it is when several start at once.
      const key = `eval:${runId}:${run.finishedAt ?? 'first'}`;
      const { jobs: stored } = await jobs.enqueue([{ key, kind: 'eval-run', payload, group: evalJobGroup(runId) }]);
      if (stored[0]?.created !== true) return { accepted: false };
      // Unless the job was faster.
      await runs.update(runId, { status: 'queued', place }, [run.status]);
      return { accepted: true };
    },

    async cancel(runId, reason) {
      const run = await requireRun(runId);
      if (run.status !== 'queued' && run.status !== 'running' && run.status !== 'planned') {
        throw hasEnded(run.status);
      }
      const { cancelled, stopping } = await jobs.cancelGroup(evalJobGroup(runId), reason);
      // What runs is ended by its job once it has let go.
      if (stopping > 0) return run;
      if (run.status === 'running' && cancelled === 0) throw stopsAlready();
      // One of several who cancel at once.
      if (!(await runs.update(runId, { status: 'cancelled' }, [run.status]))) throw hasEnded('cancelled');
      return endRun(run, { status: 'cancelled', failure: null }, deps);
    },

    async find(word, teamId) {
      const run = await runs.get(word);
      if (run?.teamId === teamId) return run;
      const end = word.toLowerCase();
      if (end.length < shortestEnd) throw unknownRun(word);
      const found = (await runs.list({ teamId, limit: searchedRuns })).filter(({ id }) => id.endsWith(end));
      const [first] = found;
      if (first && found.length === 1) return first;
      throw unknownRun(word);
    },

    list: (filter) => runs.list(filter),
    results: (runId) => runs.results(runId),
    compare: (first, second) => compareStoredRuns(first, second, deps),
    answer: (key) => deps.answers.get(key),
  };
}

/** Ended before all items had their answers. */
export function isUnfinished(run: EvalRun): boolean {
  return (run.status === 'cancelled' || run.status === 'failed') && run.doneCount < run.itemCount;
}

function hasEnded(status: EvalRun['status']): AppError {
  return new AppError({
    code: 'eval_ended',
    message: `This run has ended already: it is ${status}.`,
    hint: 'There is nothing to cancel.',
  });
}

function stopsAlready(): AppError {
  return new AppError({
    code: 'eval_stopping',
    message: 'This run is being stopped already.',
    hint: 'Its message shows what it has in a moment.',
  });
}

function unknownRun(word: string): AppError {
  return new AppError({
    code: 'unknown_eval_run',
    message: `There is no eval run "${word.slice(0, 60)}".`,
    hint: '/eval list shows the runs with their ids.',
  });
}
