import diagnostics from 'node:diagnostics_channel';
import type { SocketModeReceiver } from '@slack/bolt';
import { AppError } from '../core/errors.ts';
import type { Outside } from '../core/outside.ts';
import type { SlackSettings } from './settings.ts';
import type { SlackConnection } from './slack-app.ts';
import { toSlackError } from './slack-error.ts';

/** Keeps one socket to Slack open. */
export interface SocketKeeper {
  /** Opens the first one. @throws AppError `slack_…` where that fails; from then on it is opened again whatever happens. */
  start(): Promise<void>;
  /** Closes the socket and opens another, for one that stands and brings nothing. */
  reopen(why: string): void;
  stop(): Promise<void>;
}

type Client = SocketModeReceiver['client'];

/** How long an open socket may wait for Slack's hello, the request for its address included. */
const helloMs = 30_000;
const firstPauseMs = 250;
const longestPauseMs = 30_000;
/** A socket that lived this long was a good one. */
const steadyMs = 60_000;
const hearing = ['undici:websocket:ping', 'undici:websocket:pong'];

/**
 * In place of the library's own reconnecting, which gives up for good where the request for a new address fails, waits for a hello that never
 * comes, and lets a socket that went silent stand for half a minute longer while it waits for the other end to say goodbye. The library's
 * pings go on; they are what is heard on a quiet socket.
 * @param connection is kept up to date
 * @param onReconnected a socket stands again after one was lost
 */
export function createSocketKeeper(
  client: Client,
  { silentMs }: Pick<SlackSettings, 'silentMs'>,
  { clock, log, random }: Pick<Outside, 'clock' | 'log' | 'random'>,
  connection: SlackConnection,
  onReconnected: () => void,
): SocketKeeper {
  const stopping = new AbortController();
  let loops: Promise<unknown> = Promise.resolve();
  let lost = new AbortController();
  let openedAt = 0;
  let failures = 0;

  const heard = (): void => {
    connection.lastHeardAt = clock.now();
  };
  client.on('ws_message', heard);
  client.on('connected', () => {
    heard();
    connection.state = 'connected';
  });
  client.on('disconnected', () => {
    if (connection.state !== 'stopped') connection.state = 'disconnected';
    lost.abort(new Error('the socket is closed'));
  });

  /** The first call sends a goodbye, the second does not wait for the answer. */
  const close = async (): Promise<void> => {
    const closed = client.disconnect();
    void client.disconnect();
    await closed;
  };

  const open = async (): Promise<void> => {
    lost = new AbortController();
    const over = new AbortController();
    const starting = client.start().catch((thrown: unknown) => {
      if (thrown instanceof Error) throw thrown;
      throw socketError('slack_socket_closed', 'Slack closed the socket before it said hello.');
    });
    const deadline = clock.sleep(helloMs, AbortSignal.any([over.signal, stopping.signal])).then(() => {
      throw socketError('slack_no_hello', 'Slack opened no socket in time.');
    });
    deadline.catch(() => undefined);
    try {
      await Promise.race([starting, deadline]);
    } catch (error) {
      // Where it opens after all, nobody waits for it any more.
      starting.then(close, () => undefined);
      await close();
      throw toSlackError(error);
    } finally {
      over.abort(new Error('no longer waited for'));
    }
    openedAt = clock.monotonic();
  };

  /** Sockets that do not live long are opened ever more slowly: Slack counts how often it is asked for one. */
  const reconnect = async (): Promise<void> => {
    if (clock.monotonic() - openedAt > steadyMs) failures = 0;
    for (let askedForMs = 0; !stopping.signal.aborted; failures += 1) {
      const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** failures) * (0.5 + random());
      await clock.sleep(Math.max(pauseMs, askedForMs), stopping.signal);
      try {
        await open();
        failures += 1;
        onReconnected();
        return;
      } catch (error) {
        if (stopping.signal.aborted) return;
        askedForMs = error instanceof AppError ? (error.retryAfterMs ?? 0) : 0;
        log.warn('the connection to Slack could not be opened; it is tried again', { error, failures: failures + 1 });
      }
    }
  };

  const untilStopped = (work: () => Promise<void>) => async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await work();
      } catch (error) {
        if (!stopping.signal.aborted) log.error('the watch over the connection to Slack failed', { error });
      }
    }
  };

  const keep = untilStopped(async () => {
    await untilAborted(AbortSignal.any([lost.signal, stopping.signal]));
    if (!stopping.signal.aborted) await reconnect();
  });

  const watch = untilStopped(async () => {
    await clock.sleep(silentMs / 4, stopping.signal);
    const quietMs = clock.now() - (connection.lastHeardAt ?? clock.now());
    if (connection.state === 'connected' && quietMs >= silentMs) reopen(`nothing was heard for ${quietMs} ms`);
  });

  function reopen(why: string): void {
    if (connection.state !== 'connected') return;
    log.warn('the connection to Slack is closed and opened again', { why });
    connection.state = 'disconnected';
    void close();
  }

  return {
    async start() {
      await open();
      for (const name of hearing) diagnostics.subscribe(name, heard);
      loops = Promise.all([keep(), watch()]);
    },
    reopen,
    async stop() {
      stopping.abort(new Error('the connection to Slack is closed'));
      for (const name of hearing) diagnostics.unsubscribe(name, heard);
      await close();
      await loops;
    },
  };
}

function socketError(code: string, message: string): AppError {
  const hint = 'Check that this machine reaches Slack by web sockets; it is tried again.';
  return new AppError({ code, message, hint, retryable: true });
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
