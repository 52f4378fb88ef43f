import { Client } from 'pg';
import type { Pool } from 'pg';
import type { News, NewsTopic } from '../../core/news.ts';
import type { Outside } from '../../core/outside.ts';

export interface PostgresNews extends News {
  close(): Promise<void>;
}

const channel = 'gloss_news';
/** The server takes 8,000 with what is written around a text. */
const maxTextBytes = 7000;
const firstWaitMs = 100;
const longestWaitMs = 5000;
/** A connection that is dead without a word is noticed by then. */
const proveEveryMs = 30_000;

/** News over the database's own announcements, heard on one connection that is made when somebody first listens and anew when it breaks. */
export function createPostgresNews(pool: Pool, outside: Pick<Outside, 'clock' | 'log'>): PostgresNews {
  const { clock, log } = outside;
  const listeners = new Map<NewsTopic, ((text: string) => void)[]>();
  const stop = new AbortController();
  const stopped = new Promise<void>((resolve) =>
    stop.signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  let listening: Promise<void> | null = null;
  /** The one that listens: what is told over it is known as our own. */
  let current: Client | null = null;
  /** One query at a time on that connection. */
  let line: Promise<unknown> = Promise.resolve();

  function ask(text: string, values: readonly string[] = []): Promise<unknown> {
    const mine = line.then(() => (current ?? pool).query(text, [...values]));
    line = mine.catch(() => undefined);
    return mine;
  }

  function take(payload: string): void {
    const [topic, ...text] = payload.split(' ');
    for (const listener of listeners.get(topic as NewsTopic) ?? []) {
      try {
        listener(text.join(' '));
      } catch (error) {
        log.error('news of another process could not be taken', { topic, error });
      }
    }
  }

  /** Until the connection breaks or the store closes. @param connected told once it hears */
  async function listenOnce(connected: () => void): Promise<void> {
    const client = new Client(pool.options);
    const ended = new Promise<void>((resolve) => {
      client.on('error', () => resolve());
      client.on('end', () => resolve());
    });
    let ownId: number | null = null;
    client.on('notification', ({ processId, payload }) => {
      if (processId !== ownId) take(payload ?? '');
    });
    try {
      await client.connect();
      const { rows } = await client.query<{ id: number }>('select pg_backend_pid() as id');
      ownId = rows[0]?.id ?? null;
      await client.query(`listen ${channel}`);
      current = client;
      connected();
      for (let isAlive = true; isAlive && !stop.signal.aborted;) {
        const proof = clock.sleep(proveEveryMs, stop.signal).then(
          () => ask('select 1').then(() => true),
          () => false,
        );
        isAlive = await Promise.race([proof, ended.then(() => false), stopped.then(() => false)]);
        proof.catch(() => undefined);
      }
    } finally {
      current = null;
      await client.end().catch(() => undefined);
    }
  }

  async function listen(): Promise<void> {
    for (let waitMs = firstWaitMs; !stop.signal.aborted; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
      await listenOnce(() => (waitMs = firstWaitMs)).catch((error: unknown) =>
        log.debug('news of other processes cannot be heard', { error }),
      );
      await clock.sleep(waitMs, stop.signal).catch(() => undefined);
    }
  }

  return {
    tell(topic, text) {
      if (stop.signal.aborted) return;
      if (Buffer.byteLength(text) > maxTextBytes) {
        log.debug('news were too long to be told', { topic });
        return;
      }
      ask('select pg_notify($1, $2)', [channel, `${topic} ${text}`]).catch((error: unknown) =>
        log.debug('news could not be told', { topic, error }),
      );
    },
    hear(topic, listener) {
      listeners.set(topic, [...(listeners.get(topic) ?? []), listener]);
      listening ??= listen();
    },
    async close() {
      stop.abort(new Error('the store is closed'));
      await listening;
    },
  };
}
