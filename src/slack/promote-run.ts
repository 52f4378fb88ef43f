import type { Promotion } from '../core/baseline.ts';
import type { PromotionPlan } from '../evals/baselines/promotion-desk.ts';
import type { Actor } from './access.ts';
import { drawEvalCard } from './show-eval.ts';
import { hasCode } from './slack-error.ts';
import type { SlackServices } from './slack-dependencies.ts';

export interface WantedPromotion {
  runId: string;
  dataset: string;
  /** Of the promoted baseline, as the person saw it; null: whatever it is. */
  revision: number | null;
  /** The version of each label that the person saw, by prompt name; null: whatever it is. */
  from: Readonly<Record<string, string | null>> | null;
  reason: string | null;
  force: boolean;
}

/** Promotes a run, with a row of the audit log for the baseline and one for each label, and draws the cards anew. */
export async function promoteRun(wanted: WantedPromotion, actor: Actor, services: SlackServices): Promise<Promotion> {
  const { access, promotions, outside } = services;
  const { runId, dataset, revision, from, reason, force } = wanted;
  const action = force ? 'baseline.force' : 'baseline.promote';
  const promotion = await access.change(actor, { action, target: dataset, reason }, async () => {
    const plan = await promotions.plan(runId, revision, outside.clock.timeout(comparisonMs));
    const result = await promotions.promote(asSeen(plan, from), { by: actor.userId, reason, force });
    return { result, before: result.previousTag, after: result.tag };
  });
  await recordLabels(promotion, 'prompt.promote', actor, reason, services);
  await redraw(promotion, services);
  return promotion;
}

/** Longest time of a comparison that a person waits for. */
export const comparisonMs = 60_000;

/** Takes the promotion of a button back. */
export async function undoPromotion(promotionId: string, actor: Actor, services: SlackServices): Promise<Promotion> {
  const { access, promotions } = services;
  const { dataset } = await promotions.get(promotionId);
  const promotion = await access.change(actor, { action: 'baseline.undo', target: dataset }, async () =>
    takenBack(await promotions.undo(promotionId, actor.userId)),
  );
  await recordLabels(promotion, 'prompt.undo', actor, null, services);
  await redraw(promotion, services);
  return promotion;
}

/** Takes the newest promotion of a dataset back. */
export async function rollBackBaseline(
  dataset: string,
  reason: string | null,
  actor: Actor,
  services: SlackServices,
): Promise<Promotion> {
  const { access, promotions } = services;
  const promotion = await access.change(actor, { action: 'baseline.rollback', target: dataset, reason }, async () =>
    takenBack(await promotions.rollback(dataset, actor.userId, reason)),
  );
  await recordLabels(promotion, 'prompt.undo', actor, reason, services);
  await redraw(promotion, services);
  return promotion;
}

function takenBack(promotion: Promotion) {
  return { result: promotion, before: promotion.tag, after: promotion.previousTag };
}

/** The plan with the versions that the person saw, so that a label which was moved since stops it. */
function asSeen(plan: PromotionPlan, seen: WantedPromotion['from']): PromotionPlan {
  if (seen === null) return plan;
  return { ...plan, labels: plan.labels.map((label) => ({ ...label, from: seen[label.name] ?? null })) };
}

/** The labels moved along with the baseline; each has its own row, where who looks for prompts finds it. */
async function recordLabels(
  { moves }: Promotion,
  action: 'prompt.promote' | 'prompt.undo',
  actor: Actor,
  reason: string | null,
  { access }: SlackServices,
): Promise<void> {
  for (const { name, label, fromVersion, toVersion } of moves) {
    const [before, after] = action === 'prompt.undo' ? [toVersion, fromVersion] : [fromVersion, toVersion];
    await access.change(actor, { action, target: `${name}@${label}`, reason }, async () => ({
      result: null,
      before,
      after,
    }));
  }
}

/** The cards of the run and of the one that was or is promoted instead; best effort, for what moved has moved. */
async function redraw({ runId, dataset, previousTag }: Promotion, services: SlackServices): Promise<void> {
  const { baselines, homes, outside } = services;
  homes.changed();
  const previous = previousTag === null ? null : await baselines.find(dataset, previousTag).catch(() => null);
  for (const id of [runId, ...(previous === null ? [] : [previous.runId])]) {
    try {
      await redrawCard(id, services);
    } catch (error) {
      outside.log.warn('the card of an eval run could not be drawn anew', { runId: id, error });
    }
  }
}

async function redrawCard(runId: string, services: SlackServices): Promise<void> {
  const { evals, reports, updates } = services;
  const run = await evals.find(runId, services.identity().teamId);
  if (run.place === null) return;
  await updates.settle(run.place);
  const report = await drawEvalCard(run, services);
  await reports.update(run.place, report).catch((error: unknown) => {
    // Who deletes the message does not want it back.
    if (!hasCode(error, 'slack_message_not_found', 'slack_channel_not_found')) throw error;
  });
}
