/** The last good answer of a place outside for a prompt and a label: what runs while that place is away. */
export interface PromptRemote {
  name: string;
  /** Ours: `prod`, `candidate`, `staging`. */
  label: string;
  /** First 12 hex digits of our content hash; its content is among the prompt's versions. */
  version: string;
  /** What the place itself calls the version. */
  remoteVersion: number;
  /** When it was last seen to be so; milliseconds since the epoch. */
  fetchedAt: number;
}

export interface PromptRemoteStore {
  get(name: string, label: string): Promise<PromptRemote | null>;
  /** One row a prompt and label; a later answer replaces an earlier one. */
  put(remote: PromptRemote): Promise<void>;
}
