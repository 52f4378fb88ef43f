import type { Host } from '../../src/host.ts';
import type { StopCall } from '../../src/run-until-stopped.ts';

/** A process with room, whose memory a test may set, and that only writes down that it is asked to stop. */
export function createTestHost(): Host & { usedBytes: number; stops: StopCall[] } {
  const host = {
    usedBytes: 100e6,
    stops: [] as StopCall[],
    rssBytes: () => host.usedBytes,
    allowedBytes: () => null,
    stop: (call: StopCall) => void host.stops.push(call),
  };
  return host;
}
