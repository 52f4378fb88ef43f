import { LangfuseClient } from '@langfuse/client';
import type { LangfuseServer } from '../core/langfuse-server.ts';
import type { Outside } from '../core/outside.ts';
import type { ScoreOutbox } from '../core/score-outbox.ts';
import type { TraceScore } from './scores-of-span.ts';
import type { ExportSettings } from './settings.ts';
import { startDeadline } from '../core/start-deadline.ts';

/** One line of `/health`. */
export interface ScoreHealth {
  /** `idle`: nothing was sent yet; `away`: tried again by itself; `refused`: needs an operator, then goes on by itself. */
  status: 'idle' | 'ok' | 'away' | 'refused';
  /** Scores that Langfuse took since the start. */
  sent: number;
  waiting: number;
  /** Given up since the start: not taken as they are, or without room. */
  dropped: number;
  /** Without secrets; null after a success. */
  lastError: string | null;
}

/** Scores of traces on their way to Langfuse. What takes them waits for the store alone and never fails. */
export interface LangfuseScores {
  /** One with the id of another that waits takes its place. Resolves once it is kept, before it is sent. */
  put(scores: readonly TraceScore[]): Promise<void>;
  /** Takes a score back. */
  remove(id: string): Promise<void>;
  health(): ScoreHealth;
  /** Sends for at most `shutdownMs` what is left; the rest waits in the outbox for the next start. */
  close(): Promise<void>;
}

/** What waits for one score: its newest value, or that it goes. */
type Waiting = ({ kind: 'put'; score: TraceScore } | { kind: 'remove' }) & { token: string };
type Result = { kind: 'taken' } | { kind: 'given up'; message: string } | { kind: 'away' | 'refused'; message: string };

const maxWaiting = 5000;
const parallel = 4;

/**
 * One request a score, each answered for: the SDK's own queue only logs what a server refuses, goes to an address that version 4 servers no
 * longer have, and its timeout ends when the head of an answer is there. What waits is kept in the outbox until it was sent; it may be sent
 * twice after a crash, which its id makes harmless.
 */
export function createLangfuseScores(
  server: LangfuseServer,
  settings: { export: ExportSettings; environment: string },
  outside: Outside,
  outbox: ScoreOutbox,
): LangfuseScores {
  const { timeoutMs, backoffBaseMs, backoffMaxMs, shutdownMs } = settings.export;
  const log = outside.log.child({ destination: 'Langfuse scores' });
  const api = new LangfuseClient({ ...server }).api.legacy.scoreV1;
  const waiting = new Map<string, Waiting>();
  const stop = new AbortController();
  let status: ScoreHealth['status'] = 'idle';
  let lastError: string | null = null;
  let sent = 0;
  let dropped = 0;
  let underway = 0;
  let isClosed = false;
  let wake: () => void = () => undefined;
  let onEmpty: (() => void)[] = [];

  const drop = (count: number, reason: string): void => {
    dropped += count;
    log.warn('scores for Langfuse were given up', { count, reason });
  };

  /** Where the store fails, scores wait in memory alone. */
  const bestEffort = async <T>(work: Promise<T>, otherwise: T): Promise<T> =>
    work.catch((error: unknown) => {
      log.warn('scores for Langfuse could not be kept', { error });
      return otherwise;
    });
  const forget = (tokens: readonly string[]): Promise<void> => bestEffort(outbox.remove(tokens), undefined);

  /** The newest waits last; where there is no room the oldest goes. */
  const enqueue = async (all: readonly (readonly [string, Waiting])[]): Promise<void> => {
    const at = outside.clock.now();
    // Of two forms of one score the later.
    const rows = [...new Map(all)].map(([id, next]) => ({ id, token: next.token, body: JSON.stringify(next), at }));
    await bestEffort(outbox.put(rows), undefined);
    // What came too late for this process waits for the next one.
    if (isClosed) return;
    const tooMany: string[] = [];
    for (const [id, next] of all) {
      waiting.delete(id);
      waiting.set(id, next);
      const [oldest] = waiting;
      if (waiting.size <= maxWaiting || oldest === undefined) continue;
      waiting.delete(oldest[0]);
      tooMany.push(oldest[1].token);
    }
    if (tooMany.length > 0) drop(tooMany.length, 'too many were waiting');
    wake();
    await forget(tooMany);
  };
  /** What an earlier process left. */
  const takeUp = async (): Promise<void> => {
    for (const { id, body } of await bestEffort(outbox.list(maxWaiting), [])) {
      if (!waiting.has(id)) waiting.set(id, JSON.parse(body) as Waiting);
    }
  };

  const send = async (id: string, next: Waiting): Promise<Result> => {
    // Over the whole answer, its body too.
    using deadline = startDeadline(outside.clock, stop.signal, timeoutMs);
    const options = { abortSignal: deadline.signal, timeoutInSeconds: timeoutMs / 1000, maxRetries: 0 };
    try {
      if (next.kind === 'remove') await api.delete(id, options);
      else {
        const { traceId, name, value, comment } = next.score;
        const { environment } = settings;
        await api.create(
          { id, traceId, name, value, dataType: 'NUMERIC', environment, ...(comment === undefined ? {} : { comment }) },
          options,
        );
      }
      return { kind: 'taken' };
    } catch (error) {
      return resultOf(error, next.kind);
    }
  };

  /** Sends some of what waits. @returns what kept one of them from being taken */
  const sendSome = async (): Promise<Result | null> => {
    const first = [...waiting].slice(0, parallel);
    for (const [id] of first) waiting.delete(id);
    underway = first.length;
    // Another process may have sent it, or a newer form of it, meanwhile.
    const tokens = first.map(([, { token }]) => token);
    const still = await bestEffort(outbox.waiting(tokens), new Set(tokens));
    const batch = first.filter(([, { token }]) => still.has(token));
    const results = await Promise.all(batch.map(async ([id, next]) => ({ id, next, result: await send(id, next) })));
    const isOver = ({ kind }: Result): boolean => kind === 'taken' || kind === 'given up';
    await forget(results.flatMap(({ next, result }) => (isOver(result) ? [next.token] : [])));
    underway = 0;
    let problem: Result | null = null;
    for (const { id, next, result } of results.toReversed()) {
      if (result.kind === 'taken') sent += 1;
      else if (result.kind === 'given up') {
        lastError = result.message;
        drop(1, result.message);
      } else {
        problem = result;
        // First again, unless a newer value came meanwhile.
        if (!waiting.has(id)) putBack(id, next);
      }
    }
    if (results.some(({ result }) => result.kind === 'taken')) lastError = null;
    return problem;
  };

  const putBack = (id: string, next: Waiting): void => {
    const rest = [...waiting];
    waiting.clear();
    waiting.set(id, next);
    for (const [other, value] of rest) waiting.set(other, value);
  };

  const setStatus = (next: ScoreHealth['status'], message: string | null): void => {
    if (message !== null) lastError = message;
    const was = status;
    status = next;
    if (was === next) return;
    if (next === 'away' || next === 'refused')
      log.warn('Langfuse does not take scores', { status: next, reason: message });
    else if (was !== 'idle') log.info('Langfuse takes scores again', { waiting: waiting.size });
  };

  const run = async (): Promise<void> => {
    await takeUp();
    for (let failures = 0; !stop.signal.aborted;) {
      if (waiting.size === 0) {
        const woken = new Promise<void>((resolve) => (wake = resolve));
        for (const resolve of onEmpty.splice(0)) resolve();
        await woken;
        continue;
      }
      const problem = await sendSome();
      if (problem === null || problem.kind === 'taken' || problem.kind === 'given up') {
        failures = 0;
        setStatus('ok', null);
        continue;
      }
      failures += 1;
      setStatus(problem.kind, problem.message);
      const doubled = backoffBaseMs * 2 ** Math.min(failures - 1, 20) * (0.8 + 0.4 * outside.random());
      const waitMs = problem.kind === 'refused' ? backoffMaxMs : Math.min(backoffMaxMs, doubled);
      // Rejects only because the program stops.
      await outside.clock.sleep(waitMs, stop.signal).catch(() => undefined);
    }
  };
  const running = run();

  return {
    put: (scores) =>
      scores.length === 0
        ? Promise.resolve()
        : enqueue(scores.map((score) => [score.id, { kind: 'put', score, token: outside.newId() }])),
    remove: (id) => enqueue([[id, { kind: 'remove', token: outside.newId() }]]),
    health: () => ({ status, sent, waiting: waiting.size + underway, dropped, lastError }),
    async close() {
      if (isClosed) return;
      isClosed = true;
      const enough = new AbortController();
      const isAway = status === 'away' || status === 'refused';
      if ((waiting.size > 0 || underway > 0) && !isAway) {
        const cap = outside.clock.sleep(shutdownMs, enough.signal).catch(() => undefined);
        await Promise.race([new Promise<void>((resolve) => void onEmpty.push(resolve)), cap]);
      }
      enough.abort();
      stop.abort(new Error('the program stops'));
      wake();
      await running;
      if (waiting.size > 0) log.info('scores for Langfuse wait for the next start', { count: waiting.size });
      waiting.clear();
      onEmpty = [];
    },
  };
}

/** What a refused or failed request means for what it carried. */
function resultOf(error: unknown, kind: Waiting['kind']): Result {
  const statusCode =
    error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : null;
  if (statusCode === null) return { kind: 'away', message: 'Langfuse could not be reached' };
  const message = `Langfuse answered with status ${statusCode}`;
  if (statusCode === 404 && kind === 'remove') return { kind: 'taken' };
  if (statusCode === 401 || statusCode === 403) return { kind: 'refused', message };
  if (statusCode === 408 || statusCode === 429 || statusCode >= 500) return { kind: 'away', message };
  return { kind: 'given up', message };
}
