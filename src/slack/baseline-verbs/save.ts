import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import type { EvalRun } from '../../core/evaluation.ts';
import { renderNote } from '../blocks/note-message.ts';
import { createVerb } from '../run-verb.ts';
import type { SlackServices } from '../slack-dependencies.ts';

export const save = createVerb({
  name: 'save',
  usage: 'DATASET or RUN TAG',
  summary: 'keeps a run, or the newest one of a dataset, under a tag.',
  needs: 'baseline.save',
  options: z.object({}),
  words: { min: 2, max: 2 },
  async run({ words: [word = '', tag = ''] }, request, services) {
    const { access, baselines } = services;
    const run = await findRun(word.toLowerCase(), request.teamId, services);
    const { dataset } = run.params;
    const act = { action: 'baseline.save', target: `${dataset}/${tag}` } as const;
    const saved = await access.change(request, act, async () => {
      const result = await baselines.save(run, tag, request.userId);
      return { result, before: null, after: run.id };
    });
    return renderNote(
      `Saved run ${run.id.slice(-8)} as ${saved.tag} of ${dataset}. /baseline promote ${dataset} ${saved.tag} makes it what runs are measured against.`,
    );
  },
});

/** The newest whole run of a dataset, or the run of that id. @throws AppError `unknown_eval_run` */
async function findRun(word: string, teamId: string, { evals }: SlackServices): Promise<EvalRun> {
  const ofDataset = await evals.list({ teamId, dataset: word, limit: 50 });
  const newest = ofDataset.find(({ status }) => status === 'done');
  if (newest) return newest;
  if (ofDataset.length === 0) return evals.find(word, teamId);
  throw new AppError({
    code: 'unknown_eval_run',
    message: `No run of ${word} was done to its end yet.`,
    hint: `Start one with /eval run ${word}.`,
  });
}
