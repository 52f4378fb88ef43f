/** Starts the program: settings, the real Outside, the app, and one orderly stop. */
import { setTimeout as wait } from 'node:timers/promises';
import pino from 'pino';
import { uuidv7 } from 'uuidv7';
import { createApp } from './app.ts';
import { loadConfig } from './config.ts';
import type { Log, LogFields, Outside } from './core/outside.ts';
import { AppError } from './core/errors.ts';
import { redactText, redactValue } from './observe/redact.ts';

/** The real world; logs go to stderr as JSON lines, so stdout stays free for results. */
export function createOutside(logLevel: string): Outside {
  const logger = pino({ level: logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ fd: 2, sync: true }));
  return {
    clock: {
      now: () => Date.now(),
      monotonic: () => performance.now(),
      sleep: (ms, signal) => wait(ms, undefined, signal ? { signal, ref: true } : { ref: true }),
      timeout: (ms) => AbortSignal.timeout(ms),
    },
    random: () => Math.random(),
    newId: () => uuidv7(),
    log: toLog(logger),
  };
}

function toLog(logger: pino.Logger): Log {
  const write = (level: 'debug' | 'info' | 'warn' | 'error') => (message: string, fields?: LogFields) => {
    if (!logger.isLevelEnabled(level)) return;
    logger[level](redactValue(fields ?? {}) as object, redactText(message));
  };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (fields) => toLog(logger.child(redactValue(fields) as object)),
  };
}

/** @returns the exit code */
async function main(): Promise<number> {
  const config = loadConfig(process.cwd(), process.env);
  const outside = createOutside(config.settings.logLevel);
  const app = await createApp(config, outside);
  const stopped = new Promise<string>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  await app.start();
  for (const line of app.banner()) process.stdout.write(`${line}\n`);
  const signal = await stopped;
  outside.log.info('stopping', { signal });
  await app.stop();
  return 0;
}

if (import.meta.main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    const known = error instanceof AppError;
    process.stderr.write(known ? `${error.message}\n${error.hint ?? ''}\n` : `${redactText(String(error instanceof Error ? error.stack : error))}\n`);
    process.exit(1);
  }
}
