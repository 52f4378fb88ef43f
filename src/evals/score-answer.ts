import type { DatasetItem } from '../core/dataset.ts';
import { AppError } from '../core/errors.ts';
import type { EvalAnswerStore, EvalScore } from '../core/evaluation.ts';
import type { Draft, DraftCheck, ProjectTheme, ScorerInput, SummaryRun } from '../core/summary.ts';
import { askJudge, brokenScore } from './ask-judge.ts';
import type { JudgeDeps } from './ask-judge.ts';
import { judgedSentences } from './judge-material.ts';
import type { AnyScorer } from './scorer-registry.ts';

export interface ScoringDeps {
  /** Every code scorer of the house on one draft. */
  check(input: ScorerInput, signal: AbortSignal): Promise<DraftCheck>;
  themes: readonly ProjectTheme[];
  /** null where no judge is among the scorers. */
  judge: JudgeDeps | null;
  answers: Pick<EvalAnswerStore, 'getJudgement' | 'putJudgement'>;
}

export interface Scored {
  scores: EvalScore[];
  /** Of the judges; null where a price is unknown. */
  costUsd: number | null;
}

/** An answer that can be scored. */
export type ScorableAnswer = SummaryRun & { draft: Draft };

export function isScorable(answer: SummaryRun): answer is ScorableAnswer {
  return answer.draft !== null && answer.evidence !== null && answer.factSheet !== null;
}

/**
 * The scores of an answer in the order of `scorers`; a scorer that has nothing to say of the item is left out, one that breaks gives 0.
 * @param judgementKey where a judgement of this answer is kept, by the judge's id
 * @throws AppError `budget_exceeded`, and the signal's reason
 */
export async function scoreAnswer(
  answer: ScorableAnswer,
  item: DatasetItem,
  scorers: readonly AnyScorer[],
  judgementKey: (judgeId: string) => string,
  deps: ScoringDeps,
  signal: AbortSignal,
): Promise<Scored> {
  const { evidence, factSheet, draft, length } = answer;
  const hasCode = scorers.some(({ kind }) => kind === 'code');
  const expected = { theme: item.expectedTheme };
  const themes = [...deps.themes];
  const checked =
    hasCode && evidence && factSheet
      ? await deps.check({ evidence, factSheet, draft, themes, length, expected }, signal)
      : { results: [], measures: [], broken: [] };
  const input = {
    answer,
    message: item.slackText,
    reference: item.referenceResponse,
    sentences: judgedSentences(answer),
  };
  const scores: EvalScore[] = [];
  let costUsd: number | null = 0;
  for (const scorer of scorers) {
    if (scorer.kind === 'code') scores.push(...codeScore(scorer.id, checked));
    else {
      const kept = await deps.answers.getJudgement(judgementKey(scorer.id));
      if (kept) {
        scores.push(kept);
        continue;
      }
      if (deps.judge === null) throw new Error(`There is nobody to ask for ${scorer.id}.`);
      const judged = await askJudge(scorer, input, deps.judge, signal);
      scores.push(judged.score);
      costUsd = costUsd === null || judged.costUsd === null ? null : costUsd + judged.costUsd;
      if (judged.score.error === null) await deps.answers.putJudgement(judgementKey(scorer.id), judged.score);
    }
  }
  return { scores, costUsd };
}

function codeScore(id: string, { results, measures, broken }: DraftCheck): EvalScore[] {
  const failed = broken.find(({ gate }) => gate === id);
  if (failed) {
    return [brokenScore(id, new AppError({ code: 'scorer_failed', message: 'the scorer itself broke.' }))];
  }
  const found = [...results, ...measures].find((result) => result.id === id);
  if (!found) return [];
  const { value, passed, reason } = found;
  return [{ scorer: id, value, passed, reason, error: null }];
}

/** The scores of an item without an answer: 0 for each scorer that would have had something to say. */
export function scoresOfNothing(
  item: Pick<DatasetItem, 'expectedTheme'>,
  scorers: readonly AnyScorer[],
  reason: string,
): EvalScore[] {
  return scorers
    .filter(({ id }) => id !== 'expected_theme' || item.expectedTheme !== null)
    .map(({ id }) => ({ scorer: id, value: 0, passed: false, reason, error: null }));
}
