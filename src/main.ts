/** Starts the program: settings, the real Outside, the app, and one orderly stop. */
import { setTimeout as wait } from 'node:timers/promises';
import pino from 'pino';
import { uuidv7 } from 'uuidv7';
import { startApp } from './app.ts';
import { loadConfig } from './config.ts';
import type { Config } from './config.ts';
import type { Log, LogFields, Outside } from './core/outside.ts';
import { AppError } from './core/errors.ts';
import { createHost } from './host.ts';
import { isLocal } from './slack/settings.ts';
import { redactText, redactValue } from './observe/redact.ts';
import { runUntilStopped } from './run-until-stopped.ts';

/** The real world; logs go to stderr as JSON lines, so stdout stays free for results, or line by line to `logLines`. */
export function createOutside(logLevel: string, logLines?: pino.DestinationStream): Outside {
  const logger = pino(
    { level: logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    logLines ?? pino.destination({ fd: 2, sync: false }),
  );
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

/** What a person sees on stdout once everything runs. */
function banner(config: Config, workspaceUrl: string | null): string[] {
  const { slack, llm, port } = config.settings;
  const writer =
    llm.apiKey === null && llm.baseUrl === null
      ? 'the extractive provider (set OPENAI_API_KEY for a model)'
      : 'a model';
  if (workspaceUrl === null) {
    const install =
      slack.publicUrl === null || slack.clientId === null
        ? []
        : [`It is installed in a workspace from ${new URL(slack.installPath, slack.publicUrl).href}`];
    return [
      slack.mode === 'socket' ? 'Gloss is connected to Slack.' : `Gloss listens for Slack on port ${port}.`,
      ...install,
    ];
  }
  return [
    '',
    '  Gloss is ready. Open its local workspace:',
    '',
    `    ${workspaceUrl}`,
    '',
    `  Summaries are written by ${writer}. Stop with Ctrl+C.`,
    '',
  ];
}

async function main(): Promise<void> {
  const config = loadConfig(process.cwd(), process.env);
  const outside = createOutside(config.settings.logLevel ?? (isLocal(config.settings.slack) ? 'warn' : 'info'));
  const { stopMs } = config.settings;
  const exitCode = await runUntilStopped(
    async (stop) => {
      const app = await startApp(config, outside, createHost(process, stop));
      for (const line of banner(config, app.workspace?.url ?? null)) process.stdout.write(`${line}\n`);
      return app;
    },
    process,
    { log: outside.log, stopMs },
  );
  // Whatever still holds the process, a socket or a timer of somebody's library, has had its time.
  process.exit(exitCode);
}

/** For stderr: what is known in plain words, what is not with its stack. */
export function explain(error: unknown): string {
  if (error instanceof AppError) return redactText([error.message, error.hint ?? ''].join('\n').trim());
  return redactText(String(error instanceof Error ? error.stack : error));
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  }
}
