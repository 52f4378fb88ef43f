import type { Traffic } from '../../../src/workspace/traffic.ts';

/** Times of deliveries, in the place of the workspace's traffic panel. */
export interface Acknowledgements extends Traffic {
  /** From departure to acknowledgement, in milliseconds. */
  timesMs: readonly number[];
  /** Deliveries that were not acknowledged, by reason; each is tried again after Slack's rules. */
  refused: ReadonlyMap<string, number>;
  /** Begins a new count. */
  clear(): void;
}

export function createAcknowledgements(): Acknowledgements {
  let timesMs: number[] = [];
  const refused = new Map<string, number>();
  return {
    get timesMs() {
      return timesMs;
    },
    refused,
    clear() {
      timesMs = [];
      refused.clear();
    },
    begin() {
      const startedAt = performance.now();
      return (_answer, error = null) => {
        if (error === null) timesMs.push(performance.now() - startedAt);
        else refused.set(error, (refused.get(error) ?? 0) + 1);
      };
    },
    list: () => [],
  };
}
