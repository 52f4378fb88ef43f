import { runVerb, type Verb } from '../run-verb.ts';
import type { Command } from './command.ts';
import { channelVerbs } from '../link-verbs/channel-verbs.ts';
import { digest } from '../link-verbs/digest-verb.ts';
import { examples } from '../link-verbs/examples-verb.ts';
import { findVerbs } from '../link-verbs/find-verbs.ts';
import { ideas } from '../link-verbs/ideas-verb.ts';

const verbs: readonly Verb[] = [...findVerbs, digest, ideas, examples, ...channelVerbs];

/** What was read: found again, and whether and how it is read. */
export const links: Command = {
  name: 'links',
  summary: 'finds links again, and says which links of a channel are read.',
  usage: 'search WORDS | recent | related URL | digest | ideas | settings | mute SITE|@me | unmute SITE|@me',
  access: 'everyone',
  takesMentions: true,
  run: (request, services) => runVerb('links', verbs, 'recent', request, services),
};
