import { z } from 'zod';
import { blankItem } from '../blank-item.ts';
import type { MonitorExtractor } from '../plugins.ts';

/** A message or thread of Slack: what a person began it with, and what an app last said in it. */
export const conversation: MonitorExtractor<Record<string, never>> = {
  id: 'conversation',
  summary: 'a message or thread of Slack with its reactions',
  params: z.strictObject({}),
  takes: ['conversation'],
  gives: ['conversation', 'answer'],
  async extract({ id, happenedAt, data }) {
    if (data.kind !== 'conversation') throw new Error('takes conversations');
    const { conversation: found } = data;
    return {
      teamId: found.teamId,
      traceId: null,
      summaryId: null,
      channelId: found.channelId,
      datasetItem: {
        ...blankItem(id, happenedAt),
        channelId: found.channelId,
        slackText: found.turns[0]?.text ?? '',
        query: found.turns.find(({ isBot }) => !isBot)?.text ?? null,
        referenceResponse: found.turns.findLast(({ isBot }) => isBot)?.text ?? null,
        cluster: found.channelId,
      },
      summary: null,
      conversation: found,
    };
  },
};
