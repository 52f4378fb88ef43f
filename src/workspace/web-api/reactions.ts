import { addReaction, removeReaction } from '../message-acts.ts';
import { toApiMessage } from '../message-views.ts';
import type { Parts } from '../parts.ts';
import type { MessageRecord } from '../records.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import type { ApiArguments } from './arguments.ts';
import { findJoinedChannel, findMessage } from './lookup.ts';
import type { ApiMethods } from './method.ts';

export const reactionMethods: ApiMethods = {
  'reactions.add': {
    scopes: ['reactions:write'],
    run(parts, args) {
      const name = readName(args);
      addReaction(parts, findTarget(parts, args), parts.world.identity.botUserId, name);
      return {};
    },
  },
  'reactions.remove': {
    scopes: ['reactions:write'],
    run(parts, args) {
      const name = readName(args);
      removeReaction(parts, findTarget(parts, args), parts.world.identity.botUserId, name);
      return {};
    },
  },
  'reactions.get': {
    scopes: ['reactions:read'],
    run(parts, args) {
      const message = findTarget(parts, args);
      return { type: 'message', channel: message.channel, message: toApiMessage(parts, message) };
    },
  },
};

function findTarget(parts: Parts, args: ApiArguments): MessageRecord {
  if (!args.has('channel') || !args.has('timestamp')) throw new SlackRefusal('no_item_specified');
  return findMessage(parts, findJoinedChannel(parts, args).id, args.requiredText('timestamp'));
}

function readName(args: ApiArguments): string {
  const name = args.requiredText('name').replaceAll(':', '');
  if (!/^[a-z0-9_+'-]+$/.test(name)) throw new SlackRefusal('invalid_name');
  return name;
}
