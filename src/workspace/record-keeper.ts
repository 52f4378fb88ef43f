import type { Outside } from '../core/outside.ts';
import type { WorkspaceStorage } from '../core/workspace-storage.ts';

/** Collects changed records and writes them together, a little later. */
export interface RecordKeeper {
  /** `read` is called when the record is written; undefined removes it. */
  changed(key: string, read: () => unknown): void;
  /** Resolves when everything changed so far is stored. @throws what the storage throws */
  flush(): Promise<void>;
}

// Long enough to join the events of one click, short enough that a killed process loses nothing a person would miss.
const writeDelayMs = 150;

export function createRecordKeeper(storage: WorkspaceStorage, outside: Outside, stopped: AbortSignal): RecordKeeper {
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
      // Kept for the next write, behind what changed since.
      waiting = new Map([...batch, ...waiting]);
      throw error;
    }
  };
  const flush = (): Promise<void> => {
    writing = writing.then(write);
    return writing;
  };
  const schedule = (): void => {
    if (isScheduled) return;
    isScheduled = true;
    outside.clock
      .sleep(writeDelayMs, stopped)
      .then(() => {
        isScheduled = false;
        return flush();
      })
      .catch((error: unknown) => {
        writing = Promise.resolve();
        // Stopping ends the wait; `stop` flushes by itself.
        if (!stopped.aborted) outside.log.error('workspace state could not be stored', { error });
      });
  };
  return {
    changed(key, read) {
      waiting.set(key, read);
      schedule();
    },
    flush,
  };
}

function toJson(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
