import type { Clock } from '../core/outside.ts';
import { HttpProblem } from './http-problem.ts';

/** A ready answer, as it goes over the wire. */
export interface Reply {
  status: number;
  contentType: string;
  body: string;
}

export interface CachedReply {
  reply: Reply;
  /** How long it will still be given, in milliseconds. */
  freshMs: number;
  /** False where the store was asked, or somebody else's question to it was joined. */
  isHit: boolean;
}

export interface AnswerCache {
  /** The kept answer of `key`, or what `load` gives; whoever asks meanwhile waits for the same one. A failure is not kept. */
  get(key: string, keepMs: number, load: () => Promise<Reply>): Promise<CachedReply>;
}

interface Entry {
  reply: Reply;
  until: number;
}

/** @param maxPending different questions at one time; more are refused with 503 */
export function createAnswerCache(limits: { maxBytes: number; maxPending: number }, clock: Clock): AnswerCache {
  /** Oldest use first. */
  const entries = new Map<string, Entry>();
  const pending = new Map<string, Promise<Entry>>();
  let bytes = 0;

  function drop(key: string): void {
    const entry = entries.get(key);
    if (!entry) return;
    entries.delete(key);
    bytes -= sizeOf(key, entry);
  }

  function keep(key: string, entry: Entry): void {
    drop(key);
    entries.set(key, entry);
    bytes += sizeOf(key, entry);
    for (const oldest of entries.keys()) {
      if (bytes <= limits.maxBytes) break;
      drop(oldest);
    }
  }

  async function ask(key: string, keepMs: number, load: () => Promise<Reply>): Promise<Entry> {
    try {
      const reply = await load();
      const entry = { reply, until: clock.now() + keepMs };
      if (keepMs > 0) keep(key, entry);
      return entry;
    } finally {
      pending.delete(key);
    }
  }

  return {
    async get(key, keepMs, load) {
      const kept = entries.get(key);
      const now = clock.now();
      if (kept && kept.until > now) {
        entries.delete(key);
        entries.set(key, kept);
        return { reply: kept.reply, freshMs: kept.until - now, isHit: true };
      }
      drop(key);
      let asked = pending.get(key);
      if (!asked) {
        if (pending.size >= limits.maxPending) throw tooBusy();
        asked = ask(key, keepMs, load);
        pending.set(key, asked);
      }
      const { reply, until } = await asked;
      return { reply, freshMs: Math.max(0, until - clock.now()), isHit: false };
    },
  };
}

/** Text takes up to two bytes a character in memory; the rest is the entry itself. */
function sizeOf(key: string, { reply }: Entry): number {
  return 2 * (key.length + reply.body.length) + 200;
}

function tooBusy(): HttpProblem {
  return new HttpProblem({
    status: 503,
    code: 'too_busy',
    detail: 'Too many questions are being answered.',
    hint: 'Try again in a moment.',
    headers: { 'retry-after': '2' },
  });
}
