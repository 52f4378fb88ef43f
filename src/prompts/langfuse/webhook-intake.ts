import { toAppError } from '../../core/errors.ts';
import type { Outside } from '../../core/outside.ts';
import type { JobEnqueuer } from '../../core/ports.ts';
import type { LangfuseSource } from './langfuse-source.ts';
import { readWebhook } from './read-webhook.ts';

export interface WebhookState {
  takenCount: number;
  /** With a wrong signature or body. */
  refusedCount: number;
  lastTakenAt: number | null;
  lastRefusedAt: number | null;
}

/** `known`: the same message came before; `ignored`: it is about no prompt. */
export type WebhookOutcome = 'taken' | 'known' | 'ignored';

export interface WebhookIntake {
  /** @throws AppError `webhook_unsigned`, `webhook_bad_body`: then nothing was changed */
  take(signature: string | null, body: Buffer): Promise<WebhookOutcome>;
  state(): WebhookState;
}

export const promptChangedJob = 'prompt-changed';

/**
 * Takes what Langfuse says of prompts. Nothing of it is applied: the prompt is asked for again. The message becomes a job under its id, so
 * one that is sent again, also after a restart, is told to nobody twice.
 */
export function createWebhookIntake(
  secret: string,
  deps: { source: Pick<LangfuseSource, 'invalidate'>; jobs: Pick<JobEnqueuer, 'enqueue'>; outside: Outside },
): WebhookIntake {
  const { clock, log } = deps.outside;
  const state: WebhookState = { takenCount: 0, refusedCount: 0, lastTakenAt: null, lastRefusedAt: null };
  return {
    async take(signature, body) {
      const now = clock.now();
      try {
        const change = readWebhook(signature, body, secret, now);
        if (change === null) return 'ignored';
        const job = { key: `langfuse-webhook:${change.id}`, kind: promptChangedJob, payload: change };
        const { jobs } = await deps.jobs.enqueue([job]);
        if (jobs[0]?.created !== true) return 'known';
        deps.source.invalidate(change.name);
        state.takenCount += 1;
        state.lastTakenAt = now;
        return 'taken';
      } catch (thrown) {
        const { code } = toAppError(thrown);
        if (code.startsWith('webhook_')) {
          state.refusedCount += 1;
          state.lastRefusedAt = now;
          log.warn('a request to the Langfuse webhook was refused', { code });
        }
        throw thrown;
      }
    },
    state: () => ({ ...state }),
  };
}
