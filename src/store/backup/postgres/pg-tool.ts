import { spawn } from 'node:child_process';
import { AppError } from '../../../core/errors.ts';

/** One run of a program of PostgreSQL's. */
export interface PgCommand {
  program: 'pg_dump' | 'pg_restore';
  arguments: readonly string[];
  /** postgres://… with its password, which goes by the environment: arguments are seen by everybody on the machine. */
  url: string;
}

/** The command as a person types it; the password is left out. */
export function describeCommand({ program, arguments: given, url }: PgCommand): string {
  return [program, ...given, `--dbname=${withoutPassword(url).href}`].map(inShell).join(' ');
}

/**
 * @param environment of the child; its PATH finds the program
 * @throws AppError `backup_no_tool` where the program is not installed, `backup_failed` with what it said
 */
export async function runPgTool(command: PgCommand, environment: Readonly<NodeJS.ProcessEnv>): Promise<void> {
  const { program, arguments: given, url } = command;
  const password = decodeURIComponent(new URL(url).password);
  const child = spawn(program, [...given, `--dbname=${withoutPassword(url).href}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...environment, ...(password === '' ? {} : { PGPASSWORD: password }) },
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'ENOENT' ? noTool(command) : error));
    child.once('close', resolve);
  });
  if (code === 0) return;
  throw new AppError({
    code: 'backup_failed',
    message: `${program} ended with ${code ?? 'a signal'}: ${said.trim() || 'it said nothing'}`,
    hint: `Its version must be at least the server's. It was run as: ${describeCommand(command)}`,
  });
}

function noTool(command: PgCommand): AppError {
  return new AppError({
    code: 'backup_no_tool',
    message: `${command.program}, which does this for PostgreSQL, is not installed here.`,
    hint: `Install PostgreSQL's client programs, or run this where they are: ${describeCommand(command)}`,
  });
}

function withoutPassword(url: string): URL {
  const plain = new URL(url);
  plain.password = '';
  plain.searchParams.delete('password');
  return plain;
}

function inShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
