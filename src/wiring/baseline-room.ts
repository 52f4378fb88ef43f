/** Ties together verdicts on eval runs, baselines and their promotion. */
import type { Config } from '../config.ts';
import type { Outside } from '../core/outside.ts';
import type { PromptLabels } from '../core/prompt-labels.ts';
import { createBaselineDesk } from '../evals/baselines/baseline-desk.ts';
import type { BaselineDesk } from '../evals/baselines/baseline-desk.ts';
import { createRunJudge } from '../evals/baselines/judge-run.ts';
import { createPromotionDesk } from '../evals/baselines/promotion-desk.ts';
import type { PromotionDesk } from '../evals/baselines/promotion-desk.ts';
import { createRepeatRuns } from '../evals/baselines/repeat-runs.ts';
import type { EvalDeps } from '../evals/eval-deps.ts';
import type { RunEnded } from '../evals/eval-job.ts';
import type { Store } from '../store/open-store.ts';
import type { Thinking } from '../thinking.ts';

export interface BaselineRoom {
  baselines: BaselineDesk;
  promotions: PromotionDesk;
  /** Gives every run that was done its verdict, answering items again where that tells a drop from chance. */
  judgeEnded: RunEnded;
}

export function createBaselineRoom(
  config: Pick<Config, 'settings'>,
  outside: Outside,
  store: Pick<Store, 'baselines' | 'evalRuns'>,
  rooms: { evals: EvalDeps; labels: PromptLabels; thinking: Pick<Thinking, 'run'> },
): BaselineRoom {
  const { baselines, evalRuns: runs } = store;
  const settings = config.settings.baselines;
  const judge = createRunJudge({
    settings,
    baselines,
    runs,
    compare: (input, signal) => rooms.thinking.run('compareRuns', [input], signal),
    outside,
  });
  const repeat = createRepeatRuns(rooms.evals);
  return {
    baselines: createBaselineDesk({ baselines, runs, judge, outside }),
    promotions: createPromotionDesk({ settings, baselines, runs, labels: rooms.labels, judge, outside }),
    async judgeEnded(run, hooks) {
      if (hooks !== null) await judge.decide(run, repeat, hooks);
    },
  };
}
