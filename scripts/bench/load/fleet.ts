import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FromProgram, ToProgram } from './program-messages.ts';

/** Processes that run the program, and share its database where they are several. */
export interface Fleet {
  size: number;
  /** SIGKILL; resolves when it is gone. */
  kill(index: number): Promise<void>;
  /** SIGTERM; resolves when it is gone. @returns its exit code */
  end(index: number): Promise<number | null>;
  /** Starts one that is gone; resolves when it is connected. */
  start(index: number): Promise<void>;
  tell(index: number, message: ToProgram): void;
  /** Memory that a process holds, in megabytes. */
  rssMb(index: number): number;
  /** Processor time that all used so far, in seconds. */
  cpuSeconds(): number;
  /** SIGTERM to all. @returns their exit codes */
  stop(): Promise<(number | null)[]>;
}

export interface FleetOptions {
  size: number;
  entry: string;
  environment: Readonly<Record<string, string>>;
  /** Flags of Node, e.g. --cpu-prof. */
  flags: readonly string[];
  /** Where a process listens from now on; null when it is gone. */
  onPlace: (index: number, port: number | null) => void;
}

const root = join(import.meta.dirname, '..', '..', '..');
const startWithinMs = 60_000;
/** The kernel counts processor time in hundredths of a second. */
const ticksPerSecond = 100;

/** Starts all of them and waits until they are connected. */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const children: (ChildProcess | null)[] = Array.from({ length: options.size }, () => null);
  let cpuOfTheDead = 0;

  const start = async (index: number): Promise<void> => {
    const child = spawn(process.execPath, [...options.flags, options.entry], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        TMPDIR: process.env['TMPDIR'],
        ...options.environment,
      },
    });
    children[index] = child;
    const port = await new Promise<number | null>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`process ${index} did not connect`)), startWithinMs);
      child.once('exit', (code, signal) => {
        clearTimeout(late);
        if (children[index] === child) options.onPlace(index, null);
        reject(new Error(`process ${index} ended with ${signal ?? code}`));
      });
      child.once('message', (message: FromProgram) => {
        clearTimeout(late);
        resolve(message.port);
      });
    });
    options.onPlace(index, port);
  };
  const end = async (index: number, signal: NodeJS.Signals): Promise<number | null> => {
    const child = children[index];
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const cpuUsed = cpuOf(child);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
    cpuOfTheDead += cpuUsed;
    return child.exitCode;
  };

  const fleet: Fleet = {
    size: options.size,
    start,
    async kill(index) {
      await end(index, 'SIGKILL');
    },
    end: (index) => end(index, 'SIGTERM'),
    tell(index, message) {
      children[index]?.send(message);
    },
    rssMb(index) {
      const status = readFileSync(`/proc/${children[index]?.pid}/status`, 'utf8');
      return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024;
    },
    cpuSeconds: () => cpuOfTheDead + children.reduce((sum, child) => sum + (child ? cpuOf(child) : 0), 0),
    stop: () => Promise.all(children.map((_, index) => end(index, 'SIGTERM'))),
  };
  try {
    await Promise.all(children.map((_, index) => start(index)));
  } catch (error) {
    await fleet.stop();
    throw error;
  }
  return fleet;
}

/** Of a process and its threads, in seconds; 0 once it is gone. */
function cpuOf(child: ChildProcess): number {
  try {
    const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  } catch {
    // It ended meanwhile.
    return 0;
  }
}
