import { cancelEvalRun } from './cancel-eval.ts';
import { alertAcknowledge, alertCheck, alertMute, alertResolve } from './alert-acts.ts';
import { alertRuleEdit, alertRuleType } from './alert-rule.ts';
import type { Action } from './click.ts';
import { comparePrompt } from './compare-prompt.ts';
import { exportEval } from './export-eval.ts';
import { moreAudit } from './more-audit.ts';
import { decideCandidate, laterCandidate, moreItems } from './decide-candidate.ts';
import { moreTraces } from './more-traces.ts';
import { openEvalItem } from './open-eval-item.ts';
import { repeatEval } from './repeat-eval.ts';
import { promoteRunAction } from './promote-run.ts';
import { resummarize } from './resummarize.ts';
import { sendArtifact } from './send-artifact.ts';
import { showEvalItems } from './show-eval-items.ts';
import { startEvalRun } from './start-eval.ts';
import { showTrace } from './show-trace.ts';
import { summaryMenu } from './summary-menu.ts';
import { undoPromotionAction } from './undo-promotion.ts';
import { undoPrompt } from './undo-prompt.ts';
import { whatChanged } from './what-changed.ts';
import { claimIdea, openIdea, voteIdea } from './ideas.ts';
import { voteAnswer } from './vote-answer.ts';
import { vote } from './vote.ts';
import { evidencePage, whereFrom } from './where-from.ts';

/** Every button; one line each. */
export const actions: readonly Action[] = [
  whereFrom,
  evidencePage,
  resummarize,
  whatChanged,
  voteAnswer,
  openIdea,
  voteIdea,
  claimIdea,
  vote,
  decideCandidate,
  laterCandidate,
  moreItems,
  summaryMenu,
  showTrace,
  moreTraces,
  moreAudit,
  sendArtifact,
  comparePrompt,
  undoPrompt,
  promoteRunAction,
  undoPromotionAction,
  startEvalRun,
  cancelEvalRun,
  showEvalItems,
  openEvalItem,
  repeatEval,
  exportEval,
  alertAcknowledge,
  alertMute,
  alertResolve,
  alertCheck,
  alertRuleEdit,
  alertRuleType,
];
