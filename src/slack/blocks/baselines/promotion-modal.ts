import type { KnownBlock, ModalView } from '@slack/types';
import type { PromotionPlan } from '../../../evals/baselines/promotion-desk.ts';
import { renderParts, type ReportForm, type ReportPart } from '../report.ts';
import type { PromotionMetadata } from './promotion-reference.ts';

export const promotionModalId = 'promote_run';

/** What is about to move, what the verdict says of it, and the reason it needs. */
export function promotionModal(plan: PromotionPlan, form: ReportForm): ModalView {
  const { run, baseline, verdict, need, labels, revision, previousTag } = plan;
  const metadata: PromotionMetadata = {
    runId: run.id,
    revision,
    need,
    from: Object.fromEntries(labels.map(({ name, from }) => [name, from])),
  };
  const parts: ReportPart[] = [
    { kind: 'text', text: verdictText(plan) },
    ...(verdict?.report.reasons.slice(0, 6) ?? []).map((text): ReportPart => ({ kind: 'text', text })),
    {
      kind: 'figures',
      figures: [
        { label: `Baseline of ${baseline.dataset}`, value: `${previousTag ?? 'none'} → ${baseline.tag}` },
        ...labels.map(({ name, label, from, to }) => ({
          label: `${name}@${label}`,
          value: `${from ?? 'not set'} → ${to}`,
        })),
      ],
    },
    {
      kind: 'note',
      text:
        labels.length === 0
          ? 'This run answered with what runs in production, so no label moves.'
          : 'Baseline and labels move together. Summaries that start from here on use the new version.',
    },
  ];
  return {
    type: 'modal',
    callback_id: promotionModalId,
    private_metadata: JSON.stringify(metadata),
    title: { type: 'plain_text', text: 'Promote a run', emoji: false },
    submit: { type: 'plain_text', text: 'Promote', emoji: false },
    close: { type: 'plain_text', text: 'Cancel', emoji: false },
    blocks: [...renderParts(parts, form, 'view'), reasonInput(need), ...(need === 'force' ? [forceInput()] : [])],
  };
}

function verdictText({ verdict, run }: PromotionPlan): string {
  if (verdict === null)
    return `No verdict: nothing is promoted on ${run.params.dataset} that this run could be measured against.`;
  const { report, baselineTag } = verdict;
  return `Verdict against ${baselineTag}: ${report.verdict} (seed rule: ${report.seedVerdict}, n = ${report.n})`;
}

function reasonInput(need: PromotionPlan['need']): KnownBlock {
  return {
    type: 'input',
    block_id: 'reason',
    optional: need === 'nothing',
    label: { type: 'plain_text', text: need === 'nothing' ? 'Reason' : 'Reason, for the audit log', emoji: false },
    element: { type: 'plain_text_input', action_id: 'reason', multiline: true, max_length: 500 },
  };
}

function forceInput(): KnownBlock {
  return {
    type: 'input',
    block_id: 'force',
    label: { type: 'plain_text', text: 'The verdict is FAIL', emoji: false },
    element: {
      type: 'checkboxes',
      action_id: 'force',
      options: [{ text: { type: 'plain_text', text: 'Promote it all the same', emoji: false }, value: 'force' }],
    },
  };
}
