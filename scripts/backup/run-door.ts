import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AppError } from '../../src/core/errors.ts';
import { explain } from '../../src/main.ts';

export interface DoorArguments {
  /** Absolute. */
  folder: string;
  replace: boolean;
}

/** Reads `FOLDER [--replace]`, runs the work, prints its lines; ends with 2 after wrong arguments and 1 after any other error. */
export async function runDoor(
  usage: string,
  takes: { replace: boolean },
  work: (given: DoorArguments) => Promise<string[]>,
): Promise<void> {
  try {
    const lines = await work(readArguments(usage, takes));
    process.stdout.write(`${lines.join('\n')}\n`);
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = error instanceof AppError && error.code === 'usage' ? 2 : 1;
  }
}

function readArguments(usage: string, takes: { replace: boolean }): DoorArguments {
  try {
    const { values, positionals } = parseArgs({
      args: process.argv.slice(2),
      allowPositionals: true,
      options: takes.replace ? { replace: { type: 'boolean', default: false } } : {},
    });
    const [folder, ...rest] = positionals;
    if (folder === undefined || rest.length > 0) throw new Error('exactly one folder is needed');
    // npm runs scripts in the project's folder; a relative path means the one it was called from.
    return { folder: resolve(process.env['INIT_CWD'] ?? '.', folder), replace: values['replace'] === true };
  } catch (error) {
    throw new AppError({ code: 'usage', message: usage, hint: error instanceof Error ? error.message : String(error) });
  }
}
