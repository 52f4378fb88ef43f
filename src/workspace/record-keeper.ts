import type { Log } from '../core/outside.ts';
import type { WorkspaceStorage } from '../core/workspace-storage.ts';

/** Collects the records that one act changes and writes them together. */
export interface RecordKeeper {
  /** `read` is called when the record is written; undefined removes it. */
  changed(key: string, read: () => unknown): void;
  /** Resolves when everything changed so far is stored. @throws what the storage throws; the changes are kept for the next try */
  flush(): Promise<void>;
}

export function createRecordKeeper(storage: WorkspaceStorage, log: Log): RecordKeeper {
  let waiting = new Map<string, () => unknown>();
  let isScheduled = false;
  let writing: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    const batch = waiting;
    waiting = new Map();
    if (batch.size === 0) return;
    try {
      await storage.write([...batch].map(([key, read]) => ({ key, json: toJson(read()) })));
    } catch (error) {
      // Behind what changed since.
      waiting = new Map([...batch, ...waiting]);
      throw error;
    }
  };
  const flush = (): Promise<void> => {
    const result = writing.then(write);
    writing = result.catch(() => undefined);
    return result;
  };
  return {
    changed(key, read) {
      waiting.set(key, read);
      if (isScheduled) return;
      isScheduled = true;
      // An act is synchronous, so all that it changes is known when the next microtask runs.
      queueMicrotask(() => {
        isScheduled = false;
        flush().catch((error: unknown) => log.error('workspace state could not be stored', { error }));
      });
    },
    flush,
  };
}

function toJson(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
