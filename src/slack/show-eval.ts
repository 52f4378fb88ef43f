import { AppError } from '../core/errors.ts';
import type { EvalPlan } from '../core/eval-desk.ts';
import type { EvalRun } from '../core/evaluation.ts';
import type { ReplyPlace } from '../core/ports.ts';
import type { Actor } from './access.ts';
import { verdictExtra } from './blocks/baselines/verdict-extra.ts';
import { evalConsentReport } from './blocks/evals/consent-report.ts';
import { evalProgressReport } from './blocks/evals/progress-report.ts';
import { evalResultReport } from './blocks/evals/result-report.ts';
import type { Report } from './blocks/report.ts';
import type { SlackServices } from './slack-dependencies.ts';

/** Where a run's message is to stand. */
export interface EvalWhere {
  channelId: string;
  threadTs: string | null;
}

/** The card of a run as it is now: its progress, or its result. The one place that knows what stands on it. */
export async function drawEvalCard(
  run: EvalRun,
  { evals, baselines, promotions }: Pick<SlackServices, 'evals' | 'baselines' | 'promotions'>,
): Promise<Report> {
  if (run.status === 'planned' || run.status === 'queued' || run.status === 'running')
    return evalProgressReport(run, null);
  const [results, standing] = await Promise.all([evals.results(run.id), baselines.standing(run)]);
  const undoableUntil = standing.promotion && promotions.undoableUntil(standing.promotion);
  return evalResultReport(run, results, verdictExtra(run, standing, undoableUntil));
}

/**
 * Starts a planned run whose cost is nothing, or asks for consent.
 * @returns the question, or null where the run shows itself
 */
export async function startOrAsk(
  plan: EvalPlan,
  actor: Actor,
  where: EvalWhere,
  services: SlackServices,
): Promise<Report | null> {
  if (plan.needsConsent) return evalConsentReport(plan);
  await startEval(plan.run, actor, where, services);
  return null;
}

/**
 * Posts the message of a run and starts it; where somebody was faster, the message goes again.
 * @throws AppError `stale_button` then, `not_allowed`, and what the desk throws
 */
export async function startEval(run: EvalRun, actor: Actor, where: EvalWhere, services: SlackServices): Promise<void> {
  const { access, reports } = services;
  await access.change(actor, startAct(run), async () => {
    const place = await reports.post(where, evalProgressReport(run, null));
    try {
      await requireStart(run, place, services);
    } catch (thrown) {
      await takeAway(place, services);
      throw thrown;
    }
    return { result: undefined, before: null, after: run.id };
  });
}

/** Takes a run up again where its message stands. @throws AppError as `startEval` */
export async function continueEval(
  run: EvalRun,
  place: ReplyPlace,
  actor: Actor,
  services: SlackServices,
): Promise<void> {
  const { access, reports } = services;
  await access.change(actor, startAct(run), async () => {
    await requireStart(run, place, services);
    await reports.update(place, evalProgressReport(run, null));
    return { result: undefined, before: run.status, after: run.id };
  });
}

function startAct(run: EvalRun) {
  return { action: 'eval.run', target: run.params.dataset } as const;
}

async function requireStart(run: EvalRun, place: ReplyPlace, { evals }: SlackServices): Promise<void> {
  const { accepted } = await evals.start(run.id, place);
  if (!accepted) throw startedAlready();
}

async function takeAway(place: ReplyPlace, { calls, outside }: SlackServices): Promise<void> {
  try {
    await calls.bulk((client) => client.chat.delete({ channel: place.channelId, ts: place.ts }));
  } catch (error) {
    outside.log.warn('the message of an eval run could not be taken away', { error });
  }
}

export function startedAlready(): AppError {
  return new AppError({
    code: 'stale_button',
    message: 'This run has been started already.',
    hint: '/eval list shows how it stands.',
  });
}
