import type { BudgetState } from '../core/analytics.ts';
import type { DatasetItem, DatasetStore } from '../core/dataset.ts';
import type { EvalAnswerStore, EvalRunStore } from '../core/evaluation.ts';
import type { Outside } from '../core/outside.ts';
import type { JobEnqueuer, LanguageModel, PromptSource, Tracing } from '../core/ports.ts';
import type { RegressionInput, RegressionReport } from '../core/regression.ts';
import type { DraftCheck, ProjectTheme, ScorerInput, StageOutcome } from '../core/summary.ts';
import type { PriceOf } from './estimate-cost.ts';
import type { EvalSettings } from './settings.ts';

/** The live pipeline without Slack, as it answers under one profile. */
export interface EvalPipeline {
  /** Of the stage that writes the reply. */
  provider: string;
  model: string;
  usesModel: boolean;
  /** Everything else that answers depend on besides item and prompts: models and parameters, settings, themes, the code. */
  fingerprint: string;
  price: PriceOf;
  /** Never throws for a page or draft that is not good enough. @throws the signal's reason */
  answer(item: DatasetItem, prompts: PromptSource, signal: AbortSignal): Promise<StageOutcome>;
}

export interface EvalDeps {
  settings: EvalSettings;
  outside: Outside;
  datasets: DatasetStore;
  runs: EvalRunStore;
  answers: EvalAnswerStore;
  jobs: JobEnqueuer;
  prompts: PromptSource;
  tracing: Tracing;
  themes: readonly ProjectTheme[];
  /** Prompts that write answers; the others are judges' or of other features. */
  answerPrompts: readonly string[];
  /** null: the environment's own profile. @throws AppError `unknown_profile`, `model_key_missing`. */
  pipeline(profile: string | null): Promise<EvalPipeline>;
  /** The environment's own, whatever is evaluated; null where no model is configured. */
  judge: { model: LanguageModel; provider: string; name: string; price: PriceOf } | null;
  /** `compareRuns` beside the event loop. */
  compare(input: RegressionInput): Promise<RegressionReport>;
  check(input: ScorerInput, signal: AbortSignal): Promise<DraftCheck>;
  budget(): Promise<BudgetState>;
  /** null outside a checkout. */
  gitCommit(): Promise<string | null>;
}
