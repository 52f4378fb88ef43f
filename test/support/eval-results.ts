import type { EvalItemResult } from '../../src/core/evaluation.ts';

/** One answered item; `scores` by scorer, 1 is a pass. */
export function evalResult(
  itemId: string,
  scores: Readonly<Record<string, number>>,
  changes: Partial<EvalItemResult> = {},
): EvalItemResult {
  return {
    itemId,
    repeat: 0,
    cluster: null,
    outcome: 'ok',
    failure: null,
    scores: Object.entries(scores).map(([scorer, value]) => ({
      scorer,
      value,
      passed: value >= 0.5,
      reason: 'as given',
      error: null,
    })),
    costUsd: 0.001,
    durationMs: 5,
    traceId: null,
    answerKey: null,
    isCached: false,
    ...changes,
  };
}

/** Items `item-0`, `item-1`, … with these values of the scorer `judged`. */
export function judgedResults(values: readonly number[], changes: Partial<EvalItemResult> = {}): EvalItemResult[] {
  return values.map((value, index) => evalResult(`item-${index}`, { judged: value }, changes));
}

/** An item that could not be answered. */
export function failedResult(itemId: string, code = 'model_timeout'): EvalItemResult {
  return evalResult(
    itemId,
    {},
    { outcome: 'failed', failure: { code, message: 'No answer.', hint: null, retryable: true } },
  );
}
