import { LogLevel, type Logger } from '@slack/bolt';
import type { Log } from '../core/outside.ts';

/** Slack's libraries write into our log. Their debug lines hold whole message bodies and are dropped; their info lines are our debug. */
export function createBoltLogger(log: Log): Logger {
  const detail = (parts: unknown[]): string =>
    parts
      .map((part) => (part instanceof Error ? part.message : String(part)))
      .join(' ')
      .slice(0, 500);
  return {
    debug: () => undefined,
    info: (...parts) => log.debug('slack library', { detail: detail(parts) }),
    warn: (...parts) => log.warn('slack library', { detail: detail(parts) }),
    error: (...parts) => log.error('slack library', { detail: detail(parts) }),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
