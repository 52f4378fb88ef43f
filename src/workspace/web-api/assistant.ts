import { SlackRefusal } from '../slack-refusal.ts';
import { findJoinedChannel, findMessage } from './lookup.ts';
import type { ApiMethods } from './method.ts';

export const assistantMethods: ApiMethods = {
  'assistant.threads.setStatus': {
    scopes: ['chat:write', 'assistant:write'],
    run(parts, args) {
      const channel = findJoinedChannel(parts, args, 'channel_id');
      const threadTs = args.requiredText('thread_ts');
      findMessage(parts, channel.id, threadTs, 'invalid_thread_ts');
      if (typeof args.all['status'] !== 'string') throw new SlackRefusal('invalid_arguments');
      // An empty status takes the line away.
      const status = args.text('status') ?? '';
      parts.hub.publish({ type: 'status', channel: channel.id, thread_ts: threadTs, status });
      return {};
    },
  },
};
