import type { Outside } from '../core/outside.ts';
import { createDiskBuffer, diskBufferLimits } from './disk-buffer.ts';
import type { Batch, BufferedBatch } from './disk-buffer.ts';
import type { Destination } from './read-destinations.ts';
import { sendSpans } from './send-spans.ts';
import type { SendResult } from './send-spans.ts';
import type { ExportSettings } from './settings.ts';

/** One line of `/health`. Every span handed over is in exactly one of `sent`, `buffered` and `dropped`. */
export interface DestinationHealth {
  name: string;
  kind: Destination['kind'];
  /** `idle`: nothing was sent yet; `away`: tried again by itself; `refused`: needs an operator, then goes on by itself. */
  status: 'idle' | 'ok' | 'away' | 'refused';
  /** Spans that the destination took since the start. */
  sent: number;
  /** Spans that wait, in memory and on disk, those of earlier runs among them. */
  buffered: number;
  /** Spans given up since the start: refused, too old, or without room. */
  dropped: number;
  /** Without secrets; null after a success. */
  lastError: string | null;
}

export interface DestinationSender {
  destination: Destination;
  /** Takes a batch at once and sends it when it can; never throws. */
  offer(batch: Batch): void;
  /** Counts spans that could not even be offered. */
  lose(spanCount: number, reason: string): void;
  /** Resolves when everything is sent, or waits on disk for a destination that is away. */
  settle(): Promise<void>;
  /** Sends for at most `shutdownMs`, then leaves the rest on disk for the next start. */
  close(): Promise<void>;
  health(): DestinationHealth;
}

export interface DestinationSenderDeps {
  fetch: typeof globalThis.fetch;
  /** Folder of this destination alone. */
  directory: string;
}

/** More than this waits on disk, also for a destination that is only slow. */
const maxBatchesInMemory = 20;
/**
 * After so many failures inside the destination on one batch, the one after it is tried. If that is taken and the first still is not, the
 * first is at fault and given up.
 */
const stumblesBeforeProbe = 5;
/** However long a destination asks to be left alone. */
const maxRetryAfterMs = 3_600_000;

type Next = { batch: Batch; kept: null } | { batch: Batch; kept: BufferedBatch };

/** Sends batches to one destination in order, one request at a time; what it cannot send waits on disk. */
export function createDestinationSender(
  destination: Destination,
  settings: ExportSettings,
  outside: Outside,
  deps: DestinationSenderDeps,
): DestinationSender {
  const { name, kind } = destination;
  const log = outside.log.child({ destination: name });
  const stop = new AbortController();
  const memory: Batch[] = [];
  let status: DestinationHealth['status'] = 'idle';
  let lastError: string | null = null;
  let sent = 0;
  let dropped = 0;
  /** Spans neither on disk nor done with. */
  let held = 0;
  let activity: 'working' | 'resting' | 'cooling' = 'working';
  let closed = false;
  let wake: () => void = () => undefined;
  let settled: (() => void)[] = [];
  let stumbles = 0;
  /** The oldest batch, while others are known to be taken. */
  let suspect: string | null = null;
  let diskTurn: Promise<unknown> = Promise.resolve();

  const buffer = createDiskBuffer(deps.directory, diskBufferLimits(settings), outside, lose);

  function lose(spanCount: number, reason: string): void {
    dropped += spanCount;
    log.warn('spans for a destination were given up', { count: spanCount, reason });
  }

  function onDisk<T>(work: () => Promise<T>): Promise<T> {
    const turn = diskTurn.then(work);
    diskTurn = turn.catch(() => undefined);
    return turn;
  }

  /** Never throws: what the disk does not take is counted. */
  function keep(batch: Batch): Promise<void> {
    return onDisk(async () => {
      try {
        await buffer.put(batch);
      } catch (error) {
        lose(batch.spanCount, 'the disk did not take them');
        log.error('spans could not be kept on disk', { error });
      }
      held -= batch.spanCount;
      await trim();
    });
  }

  async function trim(): Promise<void> {
    // What could not be deleted is out of the books and found again at the next start.
    await buffer.trim().catch((error: unknown) => log.error('old spans could not be deleted', { error }));
  }

  async function spill(): Promise<void> {
    await Promise.all(memory.splice(0).map(keep));
  }

  /** What is on disk is older than what is in memory. */
  async function takeNext(index: 0 | 1): Promise<Next | null> {
    await onDisk(trim);
    const kept = buffer.at(index);
    if (kept) {
      const bytes = await buffer.read(kept);
      if (bytes !== null) return { batch: { ...kept, bytes }, kept };
      buffer.forget(kept);
      return null;
    }
    const batch = memory.shift();
    return batch ? { batch, kept: null } : null;
  }

  function hasWork(): boolean {
    return memory.length > 0 || buffer.spanCount() > 0 || held > 0;
  }

  /** Takes a batch out of the books as taken (but for `lost` spans of it) or given up. */
  async function settleBatch({ batch, kept }: Next, lost: number, reason: string): Promise<void> {
    if (kept === null) held -= batch.spanCount;
    // Dropped for want of room while it was on its way: it did arrive after all.
    else if (!buffer.forget(kept)) dropped -= batch.spanCount;
    sent += batch.spanCount - lost;
    if (lost > 0) lose(lost, reason);
    if (kept !== null) await onDisk(() => buffer.erase(kept));
  }

  /** @returns null when the batch is done with, or why it must wait */
  async function deliver(next: Next): Promise<Extract<SendResult, { kind: 'unavailable' }> | null> {
    const { spanCount, bytes } = next.batch;
    const attempts = status === 'away' || status === 'refused' ? 1 : settings.attempts;
    for (let attempt = 1; ; attempt += 1) {
      const result = await sendSpans(
        destination,
        bytes,
        { ...deps, timeoutMs: settings.timeoutMs, outside },
        stop.signal,
      );
      if (result.kind === 'accepted') {
        const rejected = Math.min(result.rejected, spanCount);
        lastError = rejected > 0 ? `${rejected} spans rejected${result.message ? `: ${result.message}` : ''}` : null;
        await settleBatch(next, rejected, lastError ?? '');
        setStatus('ok');
        return null;
      }
      lastError = result.message;
      if (result.kind === 'refused') {
        await settleBatch(next, spanCount, result.message);
        setStatus('ok');
        return null;
      }
      const waitMs = Math.max(backoffMs(attempt), result.retryAfterMs ?? 0);
      const isOver = attempt >= attempts || !result.isPassing || waitMs > settings.backoffMaxMs;
      if (stop.signal.aborted || isOver) return result;
      await pause(waitMs);
      if (stop.signal.aborted) return result;
    }
  }

  function setStatus(next: 'ok' | 'away' | 'refused'): void {
    const was = status;
    status = next;
    if (was === next) return;
    if (next !== 'ok') log.warn('a destination for spans does not take them', { status: next, reason: lastError });
    else if (was !== 'idle') log.info('a destination for spans is back', { buffered: health().buffered });
  }

  function backoffMs(failures: number): number {
    const doubled = settings.backoffBaseMs * 2 ** Math.min(failures - 1, 20);
    // Spread by a fifth either way, so that several programs do not come back in step.
    return Math.min(settings.backoffMaxMs, doubled * (0.8 + 0.4 * outside.random()));
  }

  async function pause(ms: number): Promise<void> {
    // Rejects only because the program stops.
    await outside.clock.sleep(ms, stop.signal).catch(() => undefined);
  }

  function announce(next: 'resting' | 'cooling'): void {
    activity = next;
    for (const resolve of settled.splice(0)) resolve();
  }

  /** One batch; @returns milliseconds to wait before the next, 0 for none */
  async function work(round: number): Promise<number> {
    const oldest = buffer.at(0);
    const isProbe = stumbles >= stumblesBeforeProbe && suspect === null && buffer.at(1) !== null;
    const next = await takeNext(isProbe ? 1 : 0);
    if (next === null) return 0;
    const problem = await deliver(next);
    if (problem === null) {
      suspect = isProbe ? (oldest?.id ?? null) : null;
      stumbles = 0;
      return 0;
    }
    if (next.kept === null) await keep(next.batch);
    if (stop.signal.aborted) return 0;
    if (problem.hasStumbled && next.kept !== null && next.kept.id === suspect) {
      suspect = null;
      await settleBatch(next, next.batch.spanCount, 'the destination fails on them and takes others');
      return 0;
    }
    suspect = null;
    stumbles = problem.hasStumbled && !isProbe ? stumbles + 1 : 0;
    setStatus(problem.isPassing ? 'away' : 'refused');
    await spill();
    const backoff = problem.isPassing ? backoffMs(settings.attempts + round) : settings.backoffMaxMs;
    return Math.max(backoff, Math.min(problem.retryAfterMs ?? 0, maxRetryAfterMs));
  }

  async function run(): Promise<void> {
    await onDisk(() => buffer.open()).catch((error: unknown) => {
      log.error('the folder for waiting spans cannot be used', { error });
    });
    for (let round = 0; !stop.signal.aborted;) {
      if (!hasWork()) {
        const woken = new Promise<void>((resolve) => void (wake = resolve));
        announce('resting');
        await woken;
        activity = 'working';
        continue;
      }
      const waitMs = await work(round).catch((error: unknown) => {
        log.error('waiting spans could not be handled', { error });
        return settings.backoffMaxMs;
      });
      round = waitMs === 0 ? 0 : round + 1;
      if (waitMs === 0) continue;
      announce('cooling');
      await pause(waitMs);
      activity = 'working';
    }
  }

  function health(): DestinationHealth {
    return { name, kind, status, sent, buffered: held + buffer.spanCount(), dropped, lastError };
  }

  const running = run();
  const sender: DestinationSender = {
    destination,
    lose,
    health,
    offer(batch) {
      if (closed) {
        lose(batch.spanCount, 'the program has stopped');
        return;
      }
      held += batch.spanCount;
      memory.push(batch);
      if (activity === 'cooling' || memory.length > maxBatchesInMemory) void spill();
      if (activity === 'resting') activity = 'working';
      wake();
    },
    async settle() {
      if (activity === 'working') await new Promise<void>((resolve) => void settled.push(resolve));
      if (activity === 'cooling') await spill();
      await diskTurn;
    },
    async close() {
      if (closed) return;
      closed = true;
      const enough = new AbortController();
      const cap = outside.clock.sleep(settings.shutdownMs, enough.signal).catch(() => undefined);
      await Promise.race([sender.settle(), cap]);
      enough.abort();
      stop.abort(new Error('tracing was shut down'));
      wake();
      await running;
      await spill();
    },
  };
  return sender;
}
