import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface GlossProcess {
  /** True once it is connected, false where it was killed before. */
  connected: Promise<boolean>;
  /** SIGKILL. @throws Error where it had ended by itself. */
  kill(): Promise<void>;
  /** SIGTERM, and the exit code. */
  stop(): Promise<number | null>;
}

const root = join(import.meta.dirname, '..', '..', '..');

/** Starts the program as a person does. Of the own environment it gets only what a process needs. */
export function startGloss(environment: Record<string, string>, entry = 'src/main.ts'): GlossProcess {
  const child = spawn(process.execPath, [entry], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      TMPDIR: process.env['TMPDIR'],
      GLOSS_HTTP_PORT: '0',
      ...environment,
    },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const connected = new Promise<boolean>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('Gloss is connected')) resolve(true);
    });
    void ended.then(() => resolve(false));
  });
  return {
    connected,
    async kill() {
      child.kill('SIGKILL');
      await ended;
      if (child.signalCode !== 'SIGKILL') throw new Error(`Gloss ended by itself with ${child.exitCode}.`);
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
      return child.exitCode;
    },
  };
}
