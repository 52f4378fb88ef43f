import { createHash } from 'node:crypto';
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
  answers: Pick<EvalAnswerStore, 'getScores' | 'putScores'>;
}

export interface ScoringSetup {
  scorers: readonly AnyScorer[];
  /** Of the answer; it changes with the code, and so do scores. */
  answerKey: string;
  /** Provider, model and prompt version of a judge, in one text. */
  judgeKey(judgeId: string): string;
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
 * The scores of an answer in the order of `scorers`; a scorer that has nothing to say of the item is left out, one that breaks gives 0. What
 * was scored before is kept with the answer.
 * @throws AppError `budget_exceeded`, and the signal's reason
 */
export async function scoreAnswer(
  answer: ScorableAnswer,
  item: DatasetItem,
  setup: ScoringSetup,
  deps: ScoringDeps,
  signal: AbortSignal,
): Promise<Scored> {
  const { scorers, answerKey } = setup;
  const byCode = scorers.some(({ kind }) => kind === 'code')
    ? await codeScores(answer, item, answerKey, deps, signal)
    : [];
  const scores: EvalScore[] = [];
  let costUsd: number | null = 0;
  for (const scorer of scorers) {
    if (scorer.kind === 'code') scores.push(...byCode.filter((score) => score.scorer === scorer.id));
    else {
      const judged = await judgeScore(
        scorer,
        answer,
        item,
        keyOf(answerKey, [scorer.id, setup.judgeKey(scorer.id)]),
        deps,
        signal,
      );
      scores.push(judged.score);
      costUsd = costUsd === null || judged.costUsd === null ? null : costUsd + judged.costUsd;
    }
  }
  return { scores, costUsd };
}

/** Of every code scorer that has something to say. */
async function codeScores(
  answer: ScorableAnswer,
  item: DatasetItem,
  answerKey: string,
  deps: ScoringDeps,
  signal: AbortSignal,
): Promise<EvalScore[]> {
  const { themes, answers } = deps;
  const key = keyOf(answerKey, ['code', item.expectedTheme]);
  const kept = await answers.getScores(key);
  if (kept) return kept;
  const { evidence, factSheet, draft, length } = answer;
  if (!evidence || !factSheet) return [];
  const expected = { theme: item.expectedTheme };
  const checked = await deps.check({ evidence, factSheet, draft, themes: [...themes], length, expected }, signal);
  const broken = new Set(checked.broken.map(({ gate }) => gate));
  const scores = [...checked.results, ...checked.measures]
    .filter(({ id }) => !broken.has(id))
    .map(({ id, value, passed, reason }): EvalScore => ({ scorer: id, value, passed, reason, error: null }));
  if (broken.size === 0) await answers.putScores(key, scores);
  const failure = new AppError({ code: 'scorer_failed', message: 'the scorer itself broke.' });
  return [...scores, ...[...broken].map((id) => brokenScore(id, failure))];
}

async function judgeScore(
  judge: Extract<AnyScorer, { kind: 'judge' }>,
  answer: ScorableAnswer,
  item: DatasetItem,
  judgeKey: string,
  deps: ScoringDeps,
  signal: AbortSignal,
): Promise<{ score: EvalScore; costUsd: number | null }> {
  const { slackText: message, referenceResponse: reference } = item;
  const key = keyOf(judgeKey, [message, reference]);
  const [kept] = (await deps.answers.getScores(key)) ?? [];
  if (kept) return { score: kept, costUsd: 0 };
  if (deps.judge === null) throw new Error(`There is nobody to ask for ${judge.id}.`);
  const input = { answer, message, reference, sentences: judgedSentences(answer) };
  const judged = await askJudge(judge, input, deps.judge, signal);
  if (judged.score.error === null) await deps.answers.putScores(key, [judged.score]);
  return judged;
}

function keyOf(key: string, parts: readonly (string | null)[]): string {
  return createHash('sha256')
    .update(JSON.stringify([key, ...parts]))
    .digest('hex');
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
