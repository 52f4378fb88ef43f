import { compare } from '../baseline-verbs/compare.ts';
import { history } from '../baseline-verbs/history.ts';
import { list } from '../baseline-verbs/list.ts';
import { promote } from '../baseline-verbs/promote.ts';
import { rollback } from '../baseline-verbs/rollback.ts';
import { save } from '../baseline-verbs/save.ts';
import { runVerb, type Verb } from '../run-verb.ts';
import type { Command } from './command.ts';

const verbs: readonly Verb[] = [list, save, compare, history, promote, rollback];

export const baseline: Command = {
  name: 'baseline',
  summary: 'keeps runs to measure others against, and promotes them.',
  usage: 'list | save DATASET TAG | compare DATASET TAG | history DATASET | promote DATASET TAG | rollback DATASET',
  access: 'reader',
  run: (request, services) => runVerb('baseline', verbs, 'list', request, services),
};
