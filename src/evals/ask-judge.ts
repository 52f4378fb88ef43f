import { toAppError } from '../core/errors.ts';
import type { AppError } from '../core/errors.ts';
import type { EvalScore } from '../core/evaluation.ts';
import type { Outside } from '../core/outside.ts';
import type { LanguageModel, PromptSource, Tracing } from '../core/ports.ts';
import { judgeVariables } from './judge-material.ts';
import type { Judge, JudgeInput } from './judges/judge.ts';

/** Stage of configs/profiles.yaml that judges are asked in: the same whatever profile is evaluated, so that the yardstick stays. */
export const judgeStage = 'judge';

export interface JudgeDeps {
  model: LanguageModel;
  prompts: PromptSource;
  tracing: Tracing;
  outside: Pick<Outside, 'newId' | 'log'>;
}

const maxReasonLength = 400;

/**
 * One judgement. A judge that fails gives 0 with the code of what broke, never a good value.
 * @throws AppError `budget_exceeded`, which ends the run, and the signal's reason
 */
export function askJudge(
  judge: Judge,
  input: JudgeInput,
  deps: JudgeDeps,
  signal: AbortSignal,
): Promise<{ score: EvalScore; costUsd: number | null }> {
  const attributes = { stage: judgeStage, scorer: judge.id };
  return deps.tracing.span(`judge.${judge.id}`, { kind: 'LLM', attributes }, async (span) => {
    let costUsd: number | null = 0;
    try {
      const prompt = await deps.prompts.get(judge.promptName);
      const answer = await deps.model.complete({
        task: judge.promptName,
        stage: judgeStage,
        input: null,
        messages: prompt.render(judgeVariables(input, deps.outside.newId())),
        promptName: prompt.name,
        promptVersion: prompt.version,
        parameters: prompt.config,
        schemaName: judge.schemaName,
        schema: judge.schema,
        signal,
      });
      ({ costUsd } = answer);
      const result = judge.scoreOf(answer.value, input);
      span.set({ value: result.value, passed: result.passed });
      const reason = result.reason.replace(/\s+/gu, ' ').trim().slice(0, maxReasonLength);
      return { score: { scorer: judge.id, ...result, reason, error: null }, costUsd };
    } catch (thrown) {
      signal.throwIfAborted();
      const error = toAppError(thrown);
      if (error.code === 'budget_exceeded') throw error;
      span.set({ 'error.type': error.code });
      deps.outside.log.warn('a judge gave no score', { scorer: judge.id, code: error.code, error: thrown });
      return { score: brokenScore(judge.id, error), costUsd: costUsd === 0 ? error.costUsd : costUsd };
    }
  });
}

/** 0, with the code of what broke. */
export function brokenScore(scorer: string, error: AppError): EvalScore {
  return { scorer, value: 0, passed: false, reason: `No score: ${error.message}`, error: error.code };
}
