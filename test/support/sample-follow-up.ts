import type { StoredFollowUp } from '../../src/core/follow-up.ts';
import { noUsage } from '../../src/core/summary.ts';

/** An answered question about a made-up page, written by a model. */
export function sampleFollowUp(changes: Partial<StoredFollowUp> = {}): StoredFollowUp {
  return {
    id: 'fu-1',
    jobId: 'job-fu-1',
    summaryId: 'sum-1',
    teamId: 'T1',
    channelId: 'C1',
    threadTs: '1.0',
    questionTs: '1.1',
    replyTs: '1.2',
    askedBy: 'U1',
    question: 'How long does a replay take?',
    queryType: 'factual',
    outcome: 'answered',
    sentences: [{ text: 'Replaying a gigabyte takes nine seconds.', snippetIds: [3] }],
    quotes: [
      { snippetId: 3, text: 'Replay takes nine seconds for a gigabyte.', url: 'https://docs.ferry.example/replay' },
    ],
    droppedCount: 0,
    examples: [],
    title: 'A log that ferries writes',
    paragraphsRead: 31,
    paragraphsTotal: 78,
    use: {
      provider: 'openai',
      model: 'gpt-5-mini',
      promptName: 'follow-up',
      promptVersion: 'abcdef012345',
      usage: noUsage,
      costUsd: 0.001,
    },
    failure: null,
    costUsd: 0.001,
    durationMs: 1200,
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    createdAt: 1_700_000_000_000,
    ...changes,
  };
}
