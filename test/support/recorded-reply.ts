import type { ReplyTarget, StoredSummary, SummaryStore, ThreadReply } from '../../src/core/ports.ts';

export interface RecordedReply extends ThreadReply {
  /** What happened to the one message, in order: `open`, `progress:facts`, `finish:summarized`, `withdraw`. */
  events: string[];
  posted: StoredSummary[];
  /** Thrown by the next call of that name, once. */
  failNext: { open?: Error; finish?: Error };
}

/** A thread that keeps what is done to it: one message a job, found again when it may exist. */
export function createRecordedReply(): RecordedReply {
  const events: string[] = [];
  const posted: StoredSummary[] = [];
  const messages = new Map<string, string>();
  const failNext: RecordedReply['failNext'] = {};
  const throwOnce = (name: 'open' | 'finish'): void => {
    const error = failNext[name];
    delete failNext[name];
    if (error) throw error;
  };
  const placeOf = (target: ReplyTarget) => ({ channelId: target.channelId, ts: messages.get(target.jobId) ?? '' });
  return {
    events,
    posted,
    failNext,
    open(target, { mayExist }) {
      return Promise.resolve().then(() => {
        throwOnce('open');
        if (mayExist && messages.has(target.jobId)) events.push('found');
        else {
          messages.set(target.jobId, `1700000000.00${messages.size + 1}`);
          events.push('open');
        }
        return placeOf(target);
      });
    },
    progress: (_target, _place, stage) => void events.push(`progress:${stage}`),
    finish(_target, _place, summary) {
      return Promise.resolve().then(() => {
        throwOnce('finish');
        events.push(`finish:${summary.outcome}`);
        posted.push(summary);
        return { blockCount: 5, bytes: 1000 };
      });
    },
    withdraw: () => Promise.resolve(void events.push('withdraw')),
  };
}

export function createMemorySummaries(): SummaryStore & { rows: Map<string, StoredSummary> } {
  const rows = new Map<string, StoredSummary>();
  return {
    rows,
    save: (summary) => Promise.resolve(void rows.set(summary.id, structuredClone(summary))),
    get: (id) => Promise.resolve(structuredClone(rows.get(id) ?? null)),
    inThread: ({ threadTs }) =>
      Promise.resolve(structuredClone([...rows.values()].filter((row) => row.threadTs === threadTs))),
    byJob: (jobId) => Promise.resolve(structuredClone([...rows.values()].find((row) => row.jobId === jobId) ?? null)),
  };
}
