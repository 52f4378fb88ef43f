import { expect } from 'vitest';
import type { EvalRun } from '../../../src/core/evaluation.ts';
import { sampleEvalResult, sampleEvalRun } from '../sample-eval-run.ts';
import { sampleBaseline, samplePromotion, sampleVerdict } from '../sample-baseline.ts';
import { type Act, admins, countJobs, idOf, lineOf, pressOf, type Stage, submissionOf } from './act.ts';

const operators = ['UOPERATOR', 'UADMIN'] as const;
const prompts = ['stage-a-extract-facts', 'stage-b-compose-reply'];

/** What is done to eval runs and baselines. */
export const evalActs: readonly Act[] = [
  {
    id: 'button eval_start',
    needs: 'eval.run',
    people: operators,
    two: 'one',
    again: 'refused',
    async prepare(stage) {
      const { store } = stage.program.app;
      const run = await putRun(stage, { status: 'planned', place: null, doneCount: 0, startedAt: null });
      return {
        payload: pressOf('eval_start', run.id),
        count: () => countJobs(stage, `eval:${run.id}:`),
        moveOn: async () => void (await store.evalRuns.update(run.id, { status: 'running' })),
        async holds() {
          // Whose start came second takes its message away again, and the run is shown in the one that stays.
          await expect.poll(() => cards(stage, run.id).length).toBe(1);
          const [card] = cards(stage, run.id);
          await expect.poll(async () => (await store.evalRuns.get(run.id))?.place?.ts).toBe(card?.ts);
        },
      };
    },
  },
  ...['button eval_cancel', '/eval cancel'].map((id): Act => ({
    id,
    needs: 'eval.cancel',
    people: operators,
    two: 'one',
    again: 'refused',
    async prepare(stage) {
      const { evalRuns } = stage.program.app.store;
      const run = await putRun(stage, { status: 'queued', place: null, doneCount: 0, finishedAt: null });
      return {
        payload: id.startsWith('/') ? lineOf('/eval', `cancel ${run.id}`) : pressOf('eval_cancel', run.id),
        count: async () => ((await evalRuns.get(run.id))?.status === 'cancelled' ? 1 : 0),
        moveOn: async () => void (await evalRuns.update(run.id, { status: 'done' })),
      };
    },
  })),
  {
    id: 'button eval_repeat',
    needs: 'eval.run',
    people: operators,
    two: 'one',
    again: 'refused',
    // A run that has ended stays as it is, so there is nothing the button could be stale against.
    async prepare(stage) {
      const run = await putRun(stage, {});
      return {
        payload: pressOf('eval_repeat', run.id),
        async count() {
          const runs = await stage.program.app.store.evalRuns.list({ limit: 1000 });
          return runs.filter(({ params }) => params.seed === run.params.seed && params.repeats === 3).length;
        },
      };
    },
  },
  {
    id: '/eval run',
    needs: 'eval.run',
    people: operators,
    two: 'each',
    again: 'each',
    async prepare(stage) {
      const { seed } = (await putRun(stage, {})).params;
      return {
        payload: lineOf('/eval', `run smoke --sample 1 --seed ${seed}`),
        async count() {
          const runs = await stage.program.app.store.evalRuns.list({ limit: 1000 });
          return runs.filter(({ id, params }) => params.seed === seed && id !== runId(stage)).length;
        },
      };
    },
  },
  {
    id: 'modal promote_run',
    needs: 'baseline.promote',
    people: admins,
    two: 'one',
    again: 'refused',
    async prepare(stage) {
      const run = await putRun(stage, {}, datasetOf(stage));
      const seen = { runId: run.id, revision: 0, need: 'reason', from: {} };
      return {
        payload: submissionOf('promote_run', JSON.stringify(seen), {
          reason: { type: 'plain_text_input', value: 'what runs today' },
        }),
        count: () => countPromotions(stage),
        moveOn: async () => void (await promoteOther(stage, 'UOTHER')),
      };
    },
  },
  {
    id: 'modal promote_run/forced',
    needs: 'baseline.force',
    people: admins,
    two: 'one',
    again: 'refused',
    async prepare(stage) {
      const { baselines } = stage.program.app.store;
      await promoteOther(stage, 'UOTHER');
      const run = await putRun(stage, {}, datasetOf(stage));
      const verdict = { runId: run.id, dataset: datasetOf(stage), baselineTag: 'uother', revision: 1 };
      await baselines.putVerdict(sampleVerdict(5, verdict));
      const seen = { runId: run.id, revision: 1, need: 'force', from: {} };
      return {
        payload: submissionOf('promote_run', JSON.stringify(seen), {
          reason: { type: 'plain_text_input', value: 'the checks are wrong about it' },
          force: { type: 'checkboxes', selected_options: [{ value: 'force' }] },
        }),
        count: () => countPromotions(stage),
        moveOn: async () => void (await promoteOther(stage, 'UTHIRD', 1)),
      };
    },
  },
  {
    id: '/baseline promote',
    needs: 'baseline.promote',
    people: admins,
    two: 'one',
    again: 'refused',
    async prepare(stage) {
      const run = await putRun(stage, {}, datasetOf(stage));
      await stage.program.app.store.baselines.save(baselineOf(stage, run.id, 'mine'));
      return {
        payload: lineOf('/baseline', `promote ${datasetOf(stage)} mine --reason "what runs today"`),
        count: () => countPromotions(stage),
      };
    },
  },
  {
    id: '/baseline save',
    needs: 'baseline.save',
    people: admins,
    two: 'same',
    again: 'same',
    async prepare(stage) {
      const { baselines } = stage.program.app.store;
      await putRun(stage, {}, datasetOf(stage));
      return {
        payload: lineOf('/baseline', `save ${datasetOf(stage)} mine`),
        count: async () => (await baselines.list({ dataset: datasetOf(stage), limit: 10 })).length,
      };
    },
  },
  ...['button promotion_undo', '/baseline rollback'].map((id): Act => ({
    id,
    needs: id.startsWith('/') ? 'baseline.rollback' : 'baseline.undo',
    people: admins,
    two: 'one',
    // What is typed once more goes back one further; here there is nothing further.
    again: 'refused',
    async prepare(stage) {
      const { baselines } = stage.program.app.store;
      const promotionId = await promoteOther(stage, 'UOTHER');
      const isUndone = async (): Promise<boolean> => (await baselines.getPromotion(promotionId))?.undoneAt !== null;
      return {
        payload: id.startsWith('/')
          ? lineOf('/baseline', `rollback ${datasetOf(stage)}`)
          : pressOf('promotion_undo', promotionId),
        count: async () => ((await isUndone()) ? 1 : 0),
        // What is typed means whatever is promoted by then.
        ...(id.startsWith('/') ? {} : { moveOn: async () => void (await promoteOther(stage, 'UTHIRD', 1)) }),
      };
    },
  })),
];

const datasetOf = ({ mark }: Stage): string => `acts-${mark}`;
const runId = ({ mark }: Stage): string => idOf(`run of ${mark}`);

/** A run of one item of `smoke`, as the program would plan it: with what runs now. */
async function putRun(stage: Stage, changes: Partial<EvalRun>, dataset = 'smoke'): Promise<EvalRun> {
  const { store } = stage.program.app;
  const smoke = await store.datasets.get('smoke');
  const promptVersions: Record<string, string> = {};
  for (const name of prompts) {
    const prod = await store.prompts.getByLabel(name, 'prod');
    if (prod) promptVersions[name] = prod.version.version;
  }
  const params = {
    ...sampleEvalRun().params,
    dataset,
    datasetVersion: smoke?.version ?? '',
    sample: 1,
    seed: Number.parseInt(runId(stage).slice(0, 6), 16),
  };
  const run = sampleEvalRun({
    id: runId(stage),
    params,
    promptVersions,
    itemCount: 1,
    figures: [{ scorer: 'grounding', n: 1, mean: 1, passRate: 1, errorCount: 0 }],
    ...changes,
  });
  await store.evalRuns.create(run);
  if (run.status === 'done') await store.evalRuns.putResult(run.id, sampleEvalResult('one'));
  return run;
}

/** Messages that show the run. */
function cards({ program }: Stage, id: string) {
  return program.server.messages.filter(({ blocks }) => JSON.stringify(blocks ?? '').includes(id));
}

function baselineOf(stage: Stage, id: string, tag: string) {
  return sampleBaseline({ dataset: datasetOf(stage), tag, runId: id, savedBy: 'UOTHER' });
}

/** Somebody else promotes another run of the dataset. @returns the id of the promotion */
async function promoteOther(stage: Stage, by: string, expectedRevision = 0): Promise<string> {
  const { store } = stage.program.app;
  const other = idOf(`run of ${stage.mark} by ${by}`);
  await store.evalRuns.create(
    sampleEvalRun({ id: other, params: { ...sampleEvalRun().params, dataset: datasetOf(stage) } }),
  );
  const id = idOf(`promotion of ${stage.mark} by ${by}`);
  const at = Date.UTC(2026, 2, 2, 9);
  const baseline = baselineOf(stage, other, by.toLowerCase());
  const done = await store.baselines.promote(samplePromotion({ id, baseline, expectedRevision, by, at }));
  if (done.outcome !== 'done') throw new Error(`the other run was not promoted: ${done.outcome}`);
  return id;
}

async function countPromotions(stage: Stage): Promise<number> {
  const promotions = await stage.program.app.store.baselines.promotions(datasetOf(stage), 10);
  return promotions.filter(({ promotedBy }) => promotedBy.startsWith('UADMIN')).length;
}
