/** One record of the workspace as it is stored: a key such as `message:C1:1700000000.000100` and its JSON. */
export interface StoredRecord {
  key: string;
  json: string;
}

/** Where the workspace keeps its state between runs. The implementation with SQL is in `store/`. */
export interface WorkspaceStorage {
  /** Everything that was written and not removed, in the order of their keys. */
  load(): Promise<StoredRecord[]>;
  /** All of it or nothing; `json: null` removes the record. */
  write(changes: readonly { key: string; json: string | null }[]): Promise<void>;
  close(): Promise<void>;
}

/** Keeps nothing: a workspace that starts fresh every time. */
export const forgetfulStorage: WorkspaceStorage = {
  load: () => Promise.resolve([]),
  write: () => Promise.resolve(),
  close: () => Promise.resolve(),
};
