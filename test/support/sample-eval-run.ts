import type { EvalItemResult, EvalRun, EvalScore } from '../../src/core/evaluation.ts';

/** A run of the dataset `smoke` that is done. */
export function sampleEvalRun(more: Partial<EvalRun> = {}): EvalRun {
  return {
    id: 'run-1',
    teamId: 'T1',
    startedBy: 'U1',
    place: { channelId: 'C1', ts: '1700000001.000100' },
    params: {
      dataset: 'smoke',
      datasetVersion: '0123456789ab',
      sample: null,
      seed: 1,
      repeats: 1,
      labels: {},
      profile: null,
      scorers: ['grounding', 'voice'],
      judge: null,
      baseline: null,
      isFresh: false,
    },
    status: 'done',
    promptVersions: { 'stage-a-extract-facts': 'aaaaaaaaaaaa', 'stage-b-compose-reply': 'bbbbbbbbbbbb' },
    provider: 'extractive',
    model: 'extractive-1',
    gitCommit: null,
    itemCount: 2,
    doneCount: 2,
    costUsd: 0,
    createdAt: 1000,
    startedAt: 1100,
    finishedAt: 2100,
    failure: null,
    figures: [],
    ...more,
  };
}

export function sampleScore(scorer: string, value: number, more: Partial<EvalScore> = {}): EvalScore {
  return { scorer, value, passed: value >= 0.8, reason: `It is ${value}.`, error: null, ...more };
}

export function sampleEvalResult(itemId: string, more: Partial<EvalItemResult> = {}): EvalItemResult {
  return {
    itemId,
    repeat: 0,
    cluster: null,
    outcome: 'ok',
    failure: null,
    scores: [sampleScore('grounding', 1), sampleScore('voice', 0.9)],
    costUsd: 0,
    durationMs: 12,
    traceId: 'a'.repeat(32),
    isCached: false,
    answerKey: `key-${itemId}`,
    ...more,
  };
}
