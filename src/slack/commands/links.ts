import { runVerb, type Verb } from '../run-verb.ts';
import type { Command } from './command.ts';
import { channelVerbs } from './links/channel-verbs.ts';
import { digest } from './links/digest-verb.ts';
import { findVerbs } from './links/find-verbs.ts';
import { ideas } from './links/ideas-verb.ts';

const verbs: readonly Verb[] = [...findVerbs, digest, ideas, ...channelVerbs];

/** What was read: found again, and whether and how it is read. */
export const links: Command = {
  name: 'links',
  summary: 'finds links again, and says which links of a channel are read.',
  usage: 'search WORDS | recent | related URL | digest | ideas | settings | mute SITE|@me | unmute SITE|@me',
  access: 'everyone',
  takesMentions: true,
  run: (request, services) => runVerb('links', verbs, 'recent', request, services),
};
