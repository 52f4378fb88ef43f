/** Every kind of job: its name, the form of its payload, and the one call into a room that does it. */
import { z } from 'zod';
import { AlertDeliveryPayload } from './alerts/deliver-alert.ts';
import type { AlertDeliverer } from './alerts/deliver-alert.ts';
import type { JobKind } from './core/ports.ts';
import type { PromptChange } from './prompts/langfuse/read-webhook.ts';
import type { Schedule } from './core/schedule.ts';
import type { EvalRunPayload } from './evals/eval-job.ts';
import type { MonitorPayload } from './monitor/monitor-payload.ts';
import type { Resummarizer } from './pipeline/resummarize.ts';
import { TrialPayload } from './pipeline/try-prompt.ts';
import type { PromptTrial } from './pipeline/try-prompt.ts';
import { DigestPayload } from './pipeline/digest/post-digest.ts';
import type { createDigester } from './pipeline/digest/post-digest.ts';
import type { QuestionAnswerer } from './pipeline/follow-up/answer-question.ts';
import { FollowUpPayload, ResummarizePayload, SummarizeLinkPayload } from './pipeline/payloads.ts';
import type { Summarizer } from './pipeline/summarize-link.ts';

export interface JobRooms {
  summarizer: Summarizer;
  resummarizer: Resummarizer;
  trial: PromptTrial;
  /** Tells of prompts that changed in Langfuse; null where none come from there. */
  langfuse: JobKind<PromptChange> | null;
  answerer: QuestionAnswerer;
  digest: ReturnType<typeof createDigester>;
  purge(): Promise<unknown>;
  runMonitor: JobKind<MonitorPayload>;
  evalRun: JobKind<EvalRunPayload>;
  /** Kinds that other root files define. */
  further: readonly JobKind<unknown>[];
  alertDeliverer: AlertDeliverer;
  canary(signal: AbortSignal): Promise<void>;
}

export const purgeSchedule: Schedule = {
  id: 'purge',
  title: 'Old records are removed',
  timing: { cron: '17 3 * * *', timeZone: 'UTC' },
  kind: 'purge',
  payload: {},
  isRoutine: true,
};

export function createJobKinds(rooms: JobRooms): JobKind<unknown>[] {
  const { summarizer, resummarizer, answerer } = rooms;
  return [
    ...rooms.further,
    kind({
      id: 'summarize-link',
      payload: SummarizeLinkPayload,
      run: (payload, context) => summarizer.runJob(payload, context),
      onDead: (payload, failure, context) => summarizer.onDead(payload, failure, context),
      onCancelled: (payload, context) => summarizer.onCancelled(payload, context),
    }),
    kind({
      id: 'resummarize',
      payload: ResummarizePayload,
      run: (payload, context) => resummarizer.runJob(payload, context),
      onDead: (payload, failure) => resummarizer.onDead(payload, failure),
    }),
    kind({
      id: 'try-prompt',
      payload: TrialPayload,
      run: (payload, context) => rooms.trial.runJob(payload, context),
      onDead: (payload, failure) => rooms.trial.onDead(payload, failure),
    }),
    ...(rooms.langfuse === null ? [] : [kind(rooms.langfuse)]),
    kind(rooms.runMonitor),
    kind({
      id: 'follow-up',
      payload: FollowUpPayload,
      run: (payload, context) => answerer.runJob(payload, context),
      onDead: (payload, failure, context) => answerer.onDead(payload, failure, context),
      onCancelled: (payload, context) => answerer.onCancelled(payload, context),
    }),
    kind({ id: 'digest', payload: DigestPayload, run: (payload, context) => rooms.digest(payload, context) }),
    kind({ id: 'purge', payload: z.object({}), run: async () => void (await rooms.purge()) }),
    kind(rooms.evalRun),
    kind({
      id: 'alert-delivery',
      payload: AlertDeliveryPayload,
      run: (payload, { signal }) => rooms.alertDeliverer.runJob(payload, signal),
      onDead: (payload, failure) => rooms.alertDeliverer.onDead(payload, failure),
    }),
    kind({ id: 'canary', payload: z.object({}), run: (_payload, { signal }) => rooms.canary(signal) }),
  ];
}

/** The runner checks a payload with the kind's own schema before it hands it over, so the type is true by then. */
function kind<P>(definition: JobKind<P>): JobKind<unknown> {
  return definition;
}
