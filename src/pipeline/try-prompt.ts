import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import type { Failure } from '../core/errors.ts';
import type { JobContext, NewJob } from '../core/ports.ts';
import { runStages } from './run-stages.ts';
import type { StageDeps } from './run-stages.ts';
import type { StageOutcome } from '../core/summary.ts';
import { composePromptName } from './stages/compose.ts';
import { factsPromptName } from './stages/facts.ts';
import { retrieve } from './stages/retrieve.ts';

/** Kind `try-prompt`: two versions of a prompt on one page, for one person. */
export const TrialPayload = z.object({
  /** The modal that waits for it. */
  viewId: z.string(),
  userId: z.string(),
  url: z.string(),
  promptName: z.string(),
  versions: z.tuple([z.string(), z.string()]),
  /** How each is shown: `prod`, `candidate`; empty where no label points to it. */
  labels: z.tuple([z.string(), z.string()]),
});
export type TrialPayload = z.infer<typeof TrialPayload>;

export interface TrialSide {
  version: string;
  label: string;
  outcome: StageOutcome;
  durationMs: number;
  traceId: string;
}

/** Where a trial is shown. Best effort: who closed the modal has lost interest. */
export interface TrialBoard {
  progress(viewId: string, text: string): Promise<void>;
  finish(viewId: string, payload: TrialPayload, sides: readonly TrialSide[]): Promise<void>;
  fail(viewId: string, failure: Failure): Promise<void>;
}

export interface PromptTrial {
  runJob(payload: TrialPayload, context: JobContext): Promise<void>;
  onDead(payload: TrialPayload, failure: Failure): Promise<void>;
}

/** Prompts that a page goes through. */
const triedPrompts: readonly string[] = [factsPromptName, composePromptName];

/** @throws AppError `prompt_not_tried` for a prompt that no page goes through */
export function tryPromptJob(payload: TrialPayload): NewJob {
  if (!triedPrompts.includes(payload.promptName)) {
    throw new AppError({
      code: 'prompt_not_tried',
      message: `${payload.promptName} cannot be tried on a page.`,
      hint: `These can: ${triedPrompts.join(', ')}.`,
    });
  }
  // Somebody waits in front of it: a second try later would come to nobody.
  return { key: `try-prompt:${payload.viewId}`, kind: 'try-prompt', payload, maxAttempts: 1 };
}

/**
 * Reads the page once and runs it under both versions; where the prompt is that of stage B, both write from the same facts. Nothing is posted.
 */
export function createPromptTrial(deps: StageDeps & { board: TrialBoard }): PromptTrial {
  const { board, tracing, outside, settings } = deps;

  function runSide(
    payload: TrialPayload,
    index: 0 | 1,
    context: JobContext,
    given: Pick<StageOutcome, 'evidence' | 'factSheet'>,
  ): Promise<TrialSide> {
    const { url, promptName, userId } = payload;
    const version = payload.versions[index];
    const attributes = { purpose: 'trial', job_id: context.jobId, url, user: userId, tried_version: version };
    // Each in a trace of its own: the limit of a run's cost is that of one version.
    const traceSeed = `${context.jobId}:${index}`;
    return tracing.span('prompt_trial.run', { kind: 'CHAIN', traceSeed, attributes }, async (span) => {
      const startedAt = outside.clock.now();
      const { evidence, factSheet } = given;
      const outcome = await runStages(deps, {
        url,
        length: settings.defaultLength,
        signal: context.signal,
        step: (_name, work) => work(),
        progress: () => undefined,
        mayRetry: false,
        evidence: evidence ?? undefined,
        reuse: evidence && factSheet ? { evidence, factSheet } : undefined,
        labels: promptName === factsPromptName ? { facts: version } : { compose: version },
      });
      span.set({ outcome: outcome.outcome, 'error.type': outcome.failure?.code ?? null, cost_usd: outcome.costUsd });
      const durationMs = outside.clock.now() - startedAt;
      return { version, label: payload.labels[index], outcome, durationMs, traceId: span.traceId };
    });
  }

  return {
    async runJob(payload, context) {
      const { viewId, url, promptName, userId } = payload;
      const evidence = await context.step('retrieve', () =>
        tracing.span(
          'prompt_trial.read',
          { kind: 'CHAIN', traceSeed: `${context.jobId}:read`, attributes: { purpose: 'trial', url, user: userId } },
          () => retrieve(deps, url, context.signal),
        ),
      );
      await board.progress(viewId, 'The page is read. The first version is writing…');
      const first = await context.step('first', () => runSide(payload, 0, context, { evidence, factSheet: null }));
      await board.progress(viewId, 'The first version is ready. The second one is writing…');
      const factSheet = promptName === composePromptName ? first.outcome.factSheet : null;
      const read = factSheet === null ? evidence : (first.outcome.evidence ?? evidence);
      const second = await context.step('second', () => runSide(payload, 1, context, { evidence: read, factSheet }));
      await board.finish(viewId, payload, [first, second]);
    },
    onDead: (payload, failure) => board.fail(payload.viewId, failure),
  };
}
