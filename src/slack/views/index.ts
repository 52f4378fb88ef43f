import { alertRuleView } from './alert-rule.ts';
import { addToDataset } from './add-to-dataset.ts';
import { explainVote } from './explain-vote.ts';
import { importFileForm } from './import-file.ts';
import { promoteRunView } from './promote-run.ts';
import type { SlackView } from './view.ts';

/** Every modal that can be submitted; one line each. */
export const views: readonly SlackView[] = [alertRuleView, explainVote, addToDataset, importFileForm, promoteRunView];
