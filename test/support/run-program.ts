import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

export interface Program {
  stdout: string;
  stderr: string;
  /** Resolves with the exit code; null where a signal ended it. */
  ended: Promise<number | null>;
  /** Resolves once stdout has the text; rejects where the program ends before. */
  until(text: string): Promise<void>;
  signal(name: NodeJS.Signals): void;
}

/** A script of the repository in a process of its own, without anything of this one's environment. */
export function runProgram(
  script: string,
  args: readonly string[],
  environment: Record<string, string>,
  input = '',
): Program {
  const child = spawn(process.execPath, [join(root, script), ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', ...environment },
  });
  const waiters = new Set<() => void>();
  const program: Program = {
    stdout: '',
    stderr: '',
    ended: new Promise((resolve) => child.once('close', resolve)),
    until: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (program.stdout.includes(text)) resolve();
        };
        waiters.add(look);
        void program.ended.then((code) => reject(new Error(`ended with ${code}: ${program.stderr}`)));
        look();
      }),
    signal: (name) => void child.kill(name),
  };
  child.stdout.on('data', (chunk: Buffer) => {
    program.stdout += chunk.toString();
    for (const look of waiters) look();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    program.stderr += chunk.toString();
  });
  child.stdin.end(input);
  return program;
}
