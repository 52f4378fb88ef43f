import { ab } from '../prompt-verbs/ab.ts';
import { diff } from '../prompt-verbs/diff.ts';
import { list } from '../prompt-verbs/list.ts';
import { promote } from '../prompt-verbs/promote.ts';
import { rollback } from '../prompt-verbs/rollback.ts';
import { show } from '../prompt-verbs/show.ts';
import { sync } from '../prompt-verbs/sync.ts';
import { tryVersion } from '../prompt-verbs/try.ts';
import { runVerb, type Verb } from '../run-verb.ts';
import type { Command } from './command.ts';

const verbs: readonly Verb[] = [list, show, diff, sync, promote, rollback, tryVersion, ab];

export const prompt: Command = {
  name: 'prompt',
  summary: 'shows versions of prompts and says which one runs.',
  usage:
    'list | show NAME | diff NAME [A B] | sync | promote NAME [VERSION] | rollback NAME | try NAME@VERSION URL | ab NAME A B',
  access: 'reader',
  run: (request, services) => runVerb('prompt', verbs, 'list', request, services),
};
