import type { Button } from '@slack/types';

/** Ids of all buttons; listeners and builders share this one list. */
export const actionIds = {
  whereFrom: 'where_from',
  shorter: 'shorter',
  longer: 'longer',
  again: 'again',
  retry: 'retry',
  /** Reads a known page anew, in place of the pointer to its earlier summary. */
  refresh: 'known_refresh',
  whatChanged: 'known_changes',
  answerUp: 'answer_up',
  ideaOpen: 'idea_open',
  ideaVote: 'idea_vote',
  ideaClaim: 'idea_claim',
  answerDown: 'answer_down',
  voteUp: 'vote_up',
  voteDown: 'vote_down',
  evidencePrevious: 'evidence_previous',
  evidenceNext: 'evidence_next',
  /** The ⋯ menu under a summary; its option says what. */
  summaryMenu: 'summary_menu',
  showTrace: 'trace_show',
  moreTraces: 'trace_older',
  comparePrompt: 'prompt_compare',
  undoPrompt: 'prompt_undo',
  promoteRun: 'eval_promote',
  undoPromotion: 'promotion_undo',
  moreAudit: 'audit_older',
  startEval: 'eval_start',
  cancelEval: 'eval_cancel',
  repeatEval: 'eval_repeat',
  exportEval: 'eval_export',
  showEvalItems: 'eval_items',
  openEvalItem: 'eval_item',
  confirmCandidate: 'dataset_confirm',
  rejectCandidate: 'dataset_reject',
  nextCandidate: 'dataset_next',
  moreItems: 'dataset_more',
  alertAcknowledge: 'alert_acknowledge',
  alertMute: 'alert_mute',
  alertResolve: 'alert_resolve',
  alertCheck: 'alert_check',
  alertRuleEdit: 'alert_rule_edit',
  /** The menu of types in the modal of a rule. */
  alertRuleType: 'alert_rule_type',
} as const;

export type ActionId = (typeof actionIds)[keyof typeof actionIds] | `trace_file_${number}`;

/** A button whose label is ours and whose value is an id and a revision, never content. */
export function button(actionId: ActionId, label: string, value: string, style?: 'primary' | 'danger'): Button {
  return {
    type: 'button',
    action_id: actionId,
    text: { type: 'plain_text', text: label, emoji: true },
    value,
    ...(style ? { style } : {}),
  };
}
