import type { Baseline, BaselineStore, PromotedBaseline, Promotion, RunVerdict } from '../../core/baseline.ts';
import { AppError } from '../../core/errors.ts';
import type { EvalRun, EvalRunStore, ScorerFigures } from '../../core/evaluation.ts';
import type { Outside } from '../../core/outside.ts';
import { baselineOfRun } from './baseline-of-run.ts';
import { checkTag } from './check-tag.ts';
import type { RunJudge } from './judge-run.ts';

/** Everything a card says of a run besides its figures. */
export interface RunStanding {
  verdict: RunVerdict | null;
  /** Of the promoted baseline of its dataset; 0: there is none. */
  revision: number;
  promotedTag: string | null;
  isPromoted: boolean;
  /** The newest of this run. */
  promotion: Promotion | null;
}

/** One run in the history of a score. */
export interface HistoryPoint {
  runId: string;
  /** Null where it was not saved. */
  tag: string | null;
  isPromoted: boolean;
  model: string;
  finishedAt: number;
  figures: ScorerFigures[];
}

/** What commands and cards do with baselines, besides promoting them. */
export interface BaselineDesk {
  /** @throws AppError `bad_baseline_tag`, `baseline_tag_taken`, `eval_not_done` */
  save(run: EvalRun, tag: string, by: string): Promise<Baseline>;
  /** Newest first. */
  list(dataset: string | undefined): Promise<{ baselines: Baseline[]; promoted: PromotedBaseline[] }>;
  /** @throws AppError `unknown_baseline` that names the known tags */
  find(dataset: string, tag: string): Promise<Baseline>;
  /** One baseline measured against another. @throws AppError `not_comparable` */
  compare(candidate: Baseline, against: Baseline, signal: AbortSignal): Promise<RunVerdict>;
  /** Whole runs of the dataset, oldest first, at most 20. */
  history(dataset: string, teamId: string): Promise<HistoryPoint[]>;
  standing(run: EvalRun): Promise<RunStanding>;
}

export interface BaselineDeskDeps {
  baselines: BaselineStore;
  runs: Pick<EvalRunStore, 'get' | 'list'>;
  judge: Pick<RunJudge, 'look'>;
  outside: Pick<Outside, 'clock'>;
}

const maxPoints = 20;

export function createBaselineDesk({ baselines, runs, judge, outside }: BaselineDeskDeps): BaselineDesk {
  return {
    async save(run, tag, by) {
      const baseline = baselineOfRun(run, checkTag(tag), { by, at: outside.clock.now() });
      if (await baselines.save(baseline)) return baseline;
      const taken = await baselines.get(baseline.dataset, tag);
      throw new AppError({
        code: 'baseline_tag_taken',
        message: `The tag ${tag} of ${baseline.dataset} belongs to the run ${taken?.runId.slice(-6) ?? 'of somebody else'}.`,
        hint: 'Take another tag; a saved baseline stays what it was.',
      });
    },
    async list(dataset) {
      const promoted = await baselines.allPromoted();
      return {
        baselines: await baselines.list({ dataset, limit: 50 }),
        promoted: promoted.filter((each) => dataset === undefined || each.dataset === dataset),
      };
    },
    async find(dataset, tag) {
      const found = await baselines.get(dataset, tag);
      if (found) return found;
      const known = await baselines.list({ dataset, limit: 20 });
      throw new AppError({
        code: 'unknown_baseline',
        message: `${dataset} has no baseline with the tag "${tag}".`,
        hint:
          known.length === 0
            ? `It has none yet: /baseline save ${dataset} TAG makes one of its newest run.`
            : `It has: ${known.map((each) => each.tag).join(', ')}.`,
      });
    },
    async compare(candidate, against, signal) {
      const run = await runs.get(candidate.runId);
      const verdict = run === null ? null : await judge.look(run, against, signal);
      if (verdict) return verdict;
      throw new AppError({
        code: 'not_comparable',
        message: `${candidate.tag} and ${against.tag} have no items or no scorers in common.`,
        hint: 'Run the eval again and save a new baseline.',
      });
    },
    async history(dataset, teamId) {
      const all = await runs.list({ teamId, dataset, limit: 100 });
      const whole = all.filter(({ status, params }) => status === 'done' && params.sample === null).slice(0, maxPoints);
      const saved = await baselines.list({ dataset, limit: 200 });
      const promoted = (await baselines.promoted(dataset))?.tag ?? null;
      return whole.toReversed().map((run): HistoryPoint => {
        const tags = saved.filter(({ runId }) => runId === run.id).map(({ tag }) => tag);
        const isPromoted = promoted !== null && tags.includes(promoted);
        return {
          runId: run.id,
          tag: isPromoted ? promoted : (tags[0] ?? null),
          isPromoted,
          model: run.model,
          finishedAt: run.finishedAt ?? run.createdAt,
          figures: run.figures,
        };
      });
    },
    async standing(run) {
      const promoted = await baselines.promoted(run.params.dataset);
      const promotedTag = promoted?.tag ?? null;
      const standing = promotedTag === null ? null : await baselines.get(run.params.dataset, promotedTag);
      return {
        verdict: await baselines.verdictOf(run.id),
        revision: promoted?.revision ?? 0,
        promotedTag,
        isPromoted: standing?.runId === run.id,
        promotion: await baselines.promotionOf(run.id),
      };
    },
  };
}
