import { add } from '../dataset-verbs/add.ts';
import { importItems } from '../dataset-verbs/import.ts';
import { list } from '../dataset-verbs/list.ts';
import { review } from '../dataset-verbs/review.ts';
import { show } from '../dataset-verbs/show.ts';
import { stats } from '../dataset-verbs/stats.ts';
import { runVerb, type Verb } from '../run-verb.ts';
import type { Command } from './command.ts';

const verbs: readonly Verb[] = [list, show, add, importItems, review, stats];

export const dataset: Command = {
  name: 'dataset',
  summary: 'shows and fills the datasets that answers are judged by and learnt from.',
  usage: 'list | show NAME [ITEM] | add NAME URL | import [NAME] [THREAD-LINK] | review [NAME] | stats NAME',
  access: 'reader',
  takesMentions: true,
  run: (request, services) => runVerb('dataset', verbs, 'list', request, services),
};
