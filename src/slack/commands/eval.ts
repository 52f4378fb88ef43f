import { cancel } from '../eval-verbs/cancel.ts';
import { compare } from '../eval-verbs/compare.ts';
import { list } from '../eval-verbs/list.ts';
import { run } from '../eval-verbs/run.ts';
import { show } from '../eval-verbs/show.ts';
import { runVerb, type Verb } from '../run-verb.ts';
import type { Command } from './command.ts';

const verbs: readonly Verb[] = [run, list, show, compare, cancel];

export const evalCommand: Command = {
  name: 'eval',
  summary: 'measures prompts and models on a dataset.',
  usage: 'run DATASET [--prompt NAME@LABEL] [--sample N] | list | show RUN | compare A B | cancel RUN',
  access: 'reader',
  run: (request, services) => runVerb('eval', verbs, 'list', request, services),
};
