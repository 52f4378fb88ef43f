/** What parent and program say to each other. */
export type ToProgram =
  /** The clock is put on, or back where `ms` is negative. */
  | { type: 'jump'; ms: number }
  /** Writes a heap snapshot. */
  | { type: 'heap'; file: string };

/** It is connected; `port` is where it listens in http mode. */
export interface FromProgram {
  type: 'ready';
  port: number | null;
}
