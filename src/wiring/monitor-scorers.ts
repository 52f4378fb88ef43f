/** The scorers of evals as monitors use them: the same list, for what happens in production. */
import { AppError } from '../core/errors.ts';
import type { DraftCheck, ScorerInput, SummaryRun } from '../core/summary.ts';
import { askJudge, judgeStage } from '../evals/ask-judge.ts';
import type { JudgeDeps } from '../evals/ask-judge.ts';
import { judgedSentences } from '../evals/judge-material.ts';
import type { Judge } from '../evals/judges/judge.ts';
import { scorerRegistry } from '../evals/scorer-registry.ts';
import type { MonitorScorer } from '../monitor/plugins.ts';
import { conversationScorers } from '../monitor/scorers/index.ts';

export interface MonitorScorerDeps {
  /** Every code scorer of the house on one draft. */
  check(input: ScorerInput, signal: AbortSignal): Promise<DraftCheck>;
  judge: JudgeDeps;
}

export function createMonitorScorers(deps: MonitorScorerDeps): MonitorScorer[] {
  const checks = new WeakMap<ScorerInput, Promise<DraftCheck>>();
  /** All code scorers look at an item together, in one thread; those of a monitor then pick theirs. */
  function checkOnce(input: ScorerInput, signal: AbortSignal): Promise<DraftCheck> {
    const check = checks.get(input) ?? deps.check(input, signal);
    checks.set(input, check);
    return check;
  }
  const ofSummaries = scorerRegistry.list().map((scorer): MonitorScorer => {
    const { id, summary } = scorer;
    if (scorer.kind === 'judge') return judgeScorer(scorer, deps.judge);
    return {
      id,
      summary,
      needs: 'summary',
      async score({ summary: input }, signal) {
        if (input === null) return null;
        const { results, measures, broken } = await checkOnce(input, signal);
        if (broken.some(({ gate }) => gate === id)) throw new AppError({ code: 'scorer_failed', message: 'It broke.' });
        return [...results, ...measures].find((result) => result.id === id) ?? null;
      },
    };
  });
  return [...ofSummaries, ...conversationScorers];
}

/** A budget that is used up today is not tomorrow. */
function tryLater(thrown: unknown): never {
  if (!(thrown instanceof AppError) || thrown.code !== 'budget_exceeded') throw thrown;
  const { code, message } = thrown;
  throw new AppError({ code, message, retryable: true, cause: thrown });
}

/** Codes of a judge that may have an answer later. */
const passing = ['model_timeout', 'model_rate_limited', 'model_unavailable'];

function judgeScorer(judge: Judge, deps: JudgeDeps): MonitorScorer {
  return {
    id: judge.id,
    summary: judge.summary,
    needs: 'summary',
    missing: () =>
      deps.model.describe(judgeStage).provider === 'extractive'
        ? 'asks a model, and none is configured (OPENAI_API_KEY or OPENAI_BASE_URL)'
        : null,
    async score({ summary: input, datasetItem, traceId }, signal) {
      if (input === null) return null;
      const answer: SummaryRun & Pick<ScorerInput, 'draft'> = {
        outcome: 'summarized',
        evidence: input.evidence,
        factSheet: input.factSheet,
        draft: input.draft,
        gates: [],
        rewriteCount: 0,
        failure: null,
        length: input.length,
        costUsd: null,
        durationMs: 0,
        traceId: traceId ?? '',
      };
      const material = { answer, message: datasetItem.slackText, reference: null, sentences: judgedSentences(answer) };
      const { score, costUsd } = await askJudge(judge, material, deps, signal).catch(tryLater);
      if (score.error === null) return { value: score.value, passed: score.passed, reason: score.reason, costUsd };
      throw new AppError({ code: score.error, message: score.reason, retryable: passing.includes(score.error) });
    },
  };
}
