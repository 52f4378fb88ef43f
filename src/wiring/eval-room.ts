/** Ties together what eval runs need: the live pipeline under any profile, judges, limits and the record. */
import type { Config } from '../config.ts';
import { AppError } from '../core/errors.ts';
import type { EvalBoard, EvalDesk } from '../core/eval-desk.ts';
import type { Outside } from '../core/outside.ts';
import type { JobKind } from '../core/ports.ts';
import { judgeStage } from '../evals/ask-judge.ts';
import type { EvalDeps, EvalPipeline } from '../evals/eval-deps.ts';
import { createEvalDesk } from '../evals/eval-desk.ts';
import { createEvalJob, EvalRunPayload } from '../evals/eval-job.ts';
import type { RunEnded } from '../evals/eval-job.ts';
import { withoutFallback } from '../evals/no-fallback.ts';
import { costOf } from '../llm/prices.ts';
import { runStages } from '../pipeline/run-stages.ts';
import { composePromptName } from '../pipeline/stages/compose.ts';
import { factsPromptName } from '../pipeline/stages/facts.ts';
import type { ReadingRoom } from './reading-room.ts';
import { readSourceVersion } from './source-version.ts';
import type { Store } from '../store/open-store.ts';

export interface EvalRoom {
  desk: EvalDesk;
  /** For doors that do a run themselves. */
  deps: EvalDeps;
  jobKind(board: EvalBoard, ended: RunEnded): JobKind<EvalRunPayload>;
}

export function createEvalRoom(
  config: Config,
  outside: Outside,
  store: Pick<Store, 'datasets' | 'evalRuns' | 'evalAnswers' | 'jobs' | 'analytics'>,
  reading: ReadingRoom,
): EvalRoom {
  const { settings, profiles, prices, rootDirectory } = config;
  const { stages, tracing } = reading;
  let version: ReturnType<typeof readSourceVersion> | null = null;
  const readVersion = () => (version ??= readSourceVersion(rootDirectory));

  async function pipeline(profile: string | null): Promise<EvalPipeline> {
    const model = withoutFallback(requireServer(profile, reading.modelOf(profile)));
    const answeredBy = ['stage_a', 'stage_b'].map((stage) => model.describe(stage));
    const writer = model.describe('stage_b');
    const { allowedChannels: _channels, maxLinksPerMessage: _links, ...answering } = settings.pipeline;
    const { source } = await readVersion();
    const fingerprint = [source, answeredBy, profiles, profile, answering, stages.themes];
    return {
      ...writer,
      usesModel: answeredBy.some(({ provider }) => provider !== 'extractive'),
      fingerprint: JSON.stringify(fingerprint),
      price: (usage) => costOf(prices, writer.model, usage),
      answer: (item, prompts, signal) =>
        runStages(
          { ...stages, model, prompts },
          {
            url: item.url,
            length: settings.pipeline.defaultLength,
            signal,
            step: (_name, work) => work(),
            progress: () => undefined,
            mayRetry: false,
            evidence: item.evidence ?? undefined,
          },
        ),
    };
  }

  /** A profile that needs a server is refused here, not by every item. */
  function requireServer(profile: string | null, model: ReturnType<ReadingRoom['modelOf']>) {
    const needsServer = model.describe('stage_b').provider !== 'extractive';
    if (!needsServer || settings.llm.apiKey !== null || settings.llm.baseUrl !== null) return model;
    throw new AppError({
      code: 'model_key_missing',
      message: `The profile ${profile ?? 'of this environment'} needs a model server, and none is configured.`,
      hint: 'Set OPENAI_API_KEY or OPENAI_BASE_URL, or use --profile extractive.',
    });
  }

  const judging = reading.model.describe(judgeStage);
  const deps: EvalDeps = {
    settings: settings.evals,
    outside,
    datasets: store.datasets,
    runs: store.evalRuns,
    answers: store.evalAnswers,
    jobs: store.jobs,
    prompts: stages.prompts,
    tracing,
    themes: stages.themes,
    answerPrompts: [factsPromptName, composePromptName],
    pipeline,
    judge:
      judging.provider === 'extractive'
        ? null
        : {
            model: withoutFallback(reading.model),
            provider: judging.provider,
            name: judging.model,
            price: (usage) => costOf(prices, judging.model, usage),
          },
    check: (input, signal) => stages.thinking.checkDraft(input, signal),
    compare: (input) => reading.thinking.run('compareRuns', [input], new AbortController().signal),
    budget: () => store.analytics.budget(settings.llm.dailyBudgetUsd),
    gitCommit: async () => (await readVersion()).commit,
  };

  return {
    desk: createEvalDesk(deps),
    deps,
    jobKind(board, ended) {
      const job = createEvalJob({ ...deps, board, ended });
      return {
        id: 'eval-run',
        payload: EvalRunPayload,
        timeoutMs: settings.evals.timeoutMinutes * 60_000,
        run: (payload, context) => job.runJob(payload, context),
        onDead: (payload, failure) => job.onDead(payload, failure),
        onCancelled: (payload) => job.onCancelled(payload),
      };
    },
  };
}
