import type { Outside } from '../core/outside.ts';
import type { TrafficEntry } from './control-api.ts';
import type { Hub } from './hub.ts';

/** The last calls and envelopes between workspace and app, for the traffic panel. */
export interface Traffic {
  /** Notes the beginning; the returned function notes the answer. */
  begin(
    direction: TrafficEntry['direction'],
    what: string,
    body: unknown,
  ): (answer: unknown, error?: string | null) => void;
  /** Entries with an id above `after`, oldest first. */
  list(after: number): TrafficEntry[];
}

const keptEntries = 500;
const tokenPattern = /\b(xox[a-z]|xapp)-[A-Za-z0-9-]+/g;

export function createTraffic(hub: Hub, outside: Outside): Traffic {
  const entries: TrafficEntry[] = [];
  let lastId = 0;
  return {
    begin(direction, what, body) {
      const startedAt = outside.clock.monotonic();
      lastId += 1;
      const entry: TrafficEntry = {
        id: lastId,
        at: outside.clock.now(),
        direction,
        what,
        body: maskTokens(body),
        answer: null,
        tookMs: null,
        error: null,
      };
      entries.push(entry);
      if (entries.length > keptEntries) entries.shift();
      hub.publish({ type: 'traffic', entry: { ...entry } });
      return (answer, error = null) => {
        entry.answer = maskTokens(answer);
        entry.tookMs = Math.round((outside.clock.monotonic() - startedAt) * 10) / 10;
        entry.error = error;
        hub.publish({ type: 'traffic', entry: { ...entry } });
      };
    },
    list: (after) => entries.filter((entry) => entry.id > after),
  };
}

/** A copy as JSON, so that later changes of a live record do not rewrite history, with tokens cut to their kind. */
function maskTokens(value: unknown): unknown {
  if (value === undefined) return null;
  return JSON.parse(JSON.stringify(value).replaceAll(tokenPattern, '$1-…'));
}
