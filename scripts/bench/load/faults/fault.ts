import type { Load } from '../open-load.ts';

export interface Fault {
  name: string;
  /** Why it cannot be tried in this load; null where it can. */
  whyNot(load: Load): string | null;
  /** Brings it about and takes it away again, which takes about `ms`. */
  run(load: Load, ms: number): Promise<void>;
}
